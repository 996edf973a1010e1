import * as z from 'zod';
import { conditionDefinition, exampleSchema, fieldSchemaOf, formSchema, pageDefinition, processSchema, serviceSchema } from '../../catalogue/index.ts';
import { fieldTypes } from '../fields/index.ts';

/** The schemas under /schemas that make editors complete and check service packages as one types. */
export function publishedSchemas(): Record<string, unknown> {
  const fields = Object.values(fieldTypes).map((type) => fieldSchemaOf(type));
  const form = z.strictObject({
    ...formSchema.shape,
    conditions: z.record(z.string(), conditionDefinition).default({}),
    pages: z.array(z.strictObject({ ...pageDefinition.shape, fields: z.array(z.discriminatedUnion('type', fields as unknown as [z.ZodObject])).min(1) })).min(1),
  });
  return {
    'service.schema.json': publish(serviceSchema, 'Stadttor service.yaml'),
    'form.schema.json': publish(form, 'Stadttor form.yaml'),
    'process.schema.json': publish(processSchema, 'Stadttor process.yaml'),
    'example.schema.json': publish(exampleSchema, 'Stadttor examples/*.yaml'),
  };
}

function publish(schema: z.ZodType, title: string): unknown {
  const json = z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input', unrepresentable: 'any', reused: 'ref' }) as Record<string, unknown>;
  return { $schema: json['$schema'], title, ...json };
}
