import * as z from 'zod';
import type { PersonAnswer, RegisteredPerson, VehicleAnswer } from '../domain/types.ts';

/** The answers of the registers as they come over the wire; the format is described in src/simulators/registers/README.md. */
const text = z.string().max(300);
const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const residence = z.object({
  kind: z.enum(['hauptwohnung', 'nebenwohnung']),
  street: text,
  houseNumber: text,
  postcode: text,
  city: text,
  from: date,
  to: date.optional(),
});

const person = z.object({
  familyName: text.optional(),
  givenNames: text.optional(),
  birthName: text.optional(),
  doctor: text.optional(),
  birthDate: date,
  status: z.enum(['aktiv', 'verzogen', 'verstorben']),
  residences: z.array(residence).max(200),
});

export const personAnswer = z.discriminatedUnion('result', [
  z.object({ result: z.literal('treffer'), persons: z.array(person).length(1) }),
  z.object({ result: z.literal('mehrere-treffer'), persons: z.array(person).min(2).max(50) }),
  z.object({ result: z.literal('kein-treffer') }),
  z.object({ result: z.literal('sperre') }),
]);

export const vehicleAnswer = z.discriminatedUnion('result', [
  z.object({
    result: z.literal('treffer'),
    vehicle: z.object({ plate: text, status: z.enum(['zugelassen', 'ausser-betrieb', 'sichergestellt']) }),
    keeper: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('natuerliche-person'),
        familyName: text.optional(),
        givenNames: text.optional(),
        birthName: text.optional(),
        birthDate: date,
      }),
      z.object({ kind: z.literal('juristische-person'), name: text }),
    ]),
  }),
  z.object({ result: z.literal('kein-treffer') }),
  z.object({ result: z.literal('sperre') }),
]);

const personStatus = { aktiv: 'active', verzogen: 'moved_away', verstorben: 'deceased' } as const;
const vehicleStatus = { zugelassen: 'registered', 'ausser-betrieb': 'deregistered', sichergestellt: 'seized' } as const;
const residenceKind = { hauptwohnung: 'main', nebenwohnung: 'secondary' } as const;

export function readPersonAnswer(answer: z.output<typeof personAnswer>): PersonAnswer {
  if (answer.result === 'kein-treffer') return { kind: 'none' };
  if (answer.result === 'sperre') return { kind: 'blocked' };
  const persons = answer.persons.map(readPerson);
  const [first] = persons;
  return persons.length === 1 && first ? { kind: 'found', person: first } : { kind: 'ambiguous', persons };
}

function readPerson(wire: z.output<typeof person>): RegisteredPerson {
  return {
    familyName: wire.familyName,
    givenNames: wire.givenNames,
    birthName: wire.birthName,
    doctor: wire.doctor,
    birthDate: wire.birthDate,
    status: personStatus[wire.status],
    residences: wire.residences.map((residence) => ({ ...residence, kind: residenceKind[residence.kind] })),
  };
}

export function readVehicleAnswer(answer: z.output<typeof vehicleAnswer>): VehicleAnswer {
  if (answer.result === 'kein-treffer') return { kind: 'none' };
  if (answer.result === 'sperre') return { kind: 'blocked' };
  const { vehicle, keeper } = answer;
  return {
    kind: 'found',
    vehicle: {
      plate: vehicle.plate,
      status: vehicleStatus[vehicle.status],
      keeper:
        keeper.kind === 'juristische-person'
          ? { kind: 'organisation', name: keeper.name }
          : {
              kind: 'person',
              name: { familyName: keeper.familyName, givenNames: keeper.givenNames, birthName: keeper.birthName },
              birthDate: keeper.birthDate,
            },
    },
  };
}
