import type {
  CustomFieldValidator,
  FieldSchema,
} from '@backstage/plugin-scaffolder-react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What templates write as `ui:field`. @public */
export const STACK_PICKER_NAME = 'PrivateServerlessStackPicker';

/** The value is the ARN of a leftover stack. */
export const stackPickerSchema: FieldSchema<string, {}> = makeFieldSchema({
  output: z => z.string().describe('ARN of a leftover stack'),
});

/** Runs on *Next*; the backend verifies the stack itself. */
export const validateStack: CustomFieldValidator<string> = (
  value,
  validation,
) => {
  if (!value) {
    validation.addError('Choose a stack');
  }
};
