export { populationRegister, vehicleRegister } from './client/registers.ts';
export type { Attempt, RegisterConfig } from './client/ask.ts';
export { confirmKeeper, confirmResident } from './domain/confirm.ts';
export { doubtReasons } from './domain/types.ts';
export type {
  Address,
  DoubtReason,
  KeeperClaim,
  KeeperResult,
  PersonAnswer,
  PersonName,
  PersonQuery,
  PopulationRegister,
  QueryContext,
  RegisteredPerson,
  RegisteredVehicle,
  Residence,
  ResidentClaim,
  ResidentResult,
  UnavailableReason,
  VehicleAnswer,
  VehicleRegister,
} from './domain/types.ts';
