import type { FieldType } from './field-type.ts';
import { address } from './address.tsx';
import { checkboxes } from './checkboxes.tsx';
import { content } from './content.tsx';
import { date } from './date.tsx';
import { declaration } from './declaration.tsx';
import { email } from './email.tsx';
import { file } from './file.tsx';
import { licencePlate } from './licence-plate.tsx';
import { longtext } from './longtext.tsx';
import { number } from './number.tsx';
import { personName } from './person-name.tsx';
import { phone } from './phone.tsx';
import { radios } from './radios.tsx';
import { select } from './select.tsx';
import { text } from './text.tsx';
import { yesNo } from './yes-no.tsx';

export type { FieldError, FieldType, FileValue, ParseContext, Parsed, RawInputs, RenderProps } from './field-type.ts';
export { fileKinds } from './file.tsx';
export { errorMessage } from './messages.ts';
export { Markdown } from './markdown-view.tsx';

const all = [text, longtext, personName, date, email, phone, address, licencePlate, number, yesNo, radios, checkboxes, select, declaration, content, file];

/** Every field type by name, in the order the documentation lists them. */
export const fieldTypes: Readonly<Record<string, FieldType>> = Object.fromEntries(all.map((type) => [type.type, type]));

/** @throws RangeError for a name no type has; definitions are checked before they come here. */
export function fieldType(name: string): FieldType {
  const type = Object.hasOwn(fieldTypes, name) ? fieldTypes[name] : undefined;
  if (!type) throw new RangeError(`There is no field type ${name}.`);
  return type;
}
