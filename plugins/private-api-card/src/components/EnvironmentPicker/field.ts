import type {
  CustomFieldValidator,
  FieldSchema,
} from '@backstage/plugin-scaffolder-react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { requiredText } from '../../requiredText';

/** Value of `ui:field` in templates. @public */
export const ENVIRONMENT_PICKER_NAME = 'PrivateServerlessEnvironmentPicker';

/** The value is the id of an environment. */
export const environmentPickerSchema: FieldSchema<string, {}> = makeFieldSchema(
  {
    output: z => z.string().describe('Id of an environment'),
  },
);

/** Runs when the user selects *Next*. The component and the backend verify that the id exists. */
export const validateEnvironment: CustomFieldValidator<string> = (
  value,
  validation,
  { apiHolder },
) => {
  if (!value) {
    validation.addError(requiredText(apiHolder, 'environmentPicker'));
  }
};
