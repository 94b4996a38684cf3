import type {
  CustomFieldValidator,
  FieldSchema,
} from '@backstage/plugin-scaffolder-react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';

/** What templates write as `ui:field`. @public */
export const ENVIRONMENT_PICKER_NAME = 'PrivateServerlessEnvironmentPicker';

/** The value is the id of an environment. */
export const environmentPickerSchema: FieldSchema<string, {}> = makeFieldSchema(
  {
    output: z => z.string().describe('Id of an environment'),
  },
);

/** Runs on *Next*; which ids exist is the component's and the backend's business. */
export const validateEnvironment: CustomFieldValidator<string> = (
  value,
  validation,
) => {
  if (!value) {
    validation.addError('Choose an environment');
  }
};
