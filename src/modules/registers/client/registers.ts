import type { PopulationRegister, VehicleRegister } from '../domain/types.ts';
import { asker } from './ask.ts';
import type { RegisterConfig } from './ask.ts';
import { personAnswer, readPersonAnswer, readVehicleAnswer, vehicleAnswer } from './wire.ts';

/** Client of a population register that speaks the JSON of src/simulators/registers/README.md. */
export function populationRegister(config: RegisterConfig): PopulationRegister {
  const ask = asker('population', config);
  return {
    find: ({ name, birthDate }, { purpose, reference }) =>
      ask(
        'einwohner/abfrage',
        { office: config.office, purpose, reference, familyName: name.familyName, givenNames: name.givenNames, birthName: name.birthName, birthDate },
        (json) => {
          const parsed = personAnswer.safeParse(json);
          return parsed.success ? readPersonAnswer(parsed.data) : null;
        },
      ),
  };
}

/** Client of a vehicle register, see populationRegister. */
export function vehicleRegister(config: RegisterConfig): VehicleRegister {
  const ask = asker('vehicle', config);
  return {
    find: (plate, { purpose, reference }) =>
      ask('fahrzeuge/abfrage', { office: config.office, purpose, reference, plate }, (json) => {
        const parsed = vehicleAnswer.safeParse(json);
        return parsed.success ? readVehicleAnswer(parsed.data) : null;
      }),
  };
}
