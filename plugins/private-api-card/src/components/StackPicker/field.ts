import type {
  CustomFieldValidator,
  FieldSchema,
} from '@backstage/plugin-scaffolder-react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { validationText } from '../../validationText';

/** Value of `ui:field` in templates. @public */
export const STACK_PICKER_NAME = 'PrivateServerlessStackPicker';

/** The value is the ARN of a leftover stack. */
export const stackPickerSchema: FieldSchema<string, {}> = makeFieldSchema({
  output: z => z.string().describe('ARN of a leftover stack'),
});

/** Runs when the user selects *Next*. The backend verifies the stack itself. */
export const validateStack: CustomFieldValidator<string> = (
  value,
  validation,
  { apiHolder },
) => {
  if (!value) {
    validation.addError(validationText(apiHolder, 'stackPicker.required'));
  }
};
