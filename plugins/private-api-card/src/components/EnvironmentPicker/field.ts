import type {
  CustomFieldValidator,
  FieldSchema,
} from '@backstage/plugin-scaffolder-react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { validationText } from '../../validationText';

/** Value of `ui:field` in templates. @public */
export const ENVIRONMENT_PICKER_NAME = 'PrivateServerlessEnvironmentPicker';

/** Maximum time that *Next* waits for the readiness of the environment, in milliseconds. */
const maxWaitMs = 15_000;

/**
 * Options in `ui:options` of the field that chooses an environment.
 * @public
 */
export type EnvironmentPickerOptions = {
  /**
   * Whether the form can be continued only with an environment that is ready. Set it to false in a form that deploys
   * nothing.
   * @defaultValue true
   */
  requireReady?: boolean;
};

/** The value is the id of an environment. */
export const environmentPickerSchema: FieldSchema<
  string,
  EnvironmentPickerOptions
> = makeFieldSchema({
  output: z => z.string().describe('Id of an environment'),
  uiOptions: z =>
    z.object({
      requireReady: z
        .boolean()
        .optional()
        .describe(
          'Whether the environment must be ready for a deploy; default: true',
        ),
    }),
});

/** Whether the form can be continued only with an environment that is ready. */
export function mustBeReady(
  uiSchema: { 'ui:options'?: EnvironmentPickerOptions } | undefined,
): boolean {
  return uiSchema?.['ui:options']?.requireReady !== false;
}

/**
 * Runs when the user selects *Next*, and waits for the backend. The component and the backend verify that the id exists. If the
 * readiness cannot be loaded, the user can continue, because the deploy checks the environment again.
 */
export const validateEnvironment: CustomFieldValidator<
  string,
  EnvironmentPickerOptions
> = async (value, validation, { apiHolder, uiSchema }) => {
  if (!value) {
    validation.addError(
      validationText(apiHolder, 'environmentPicker.required'),
    );
    return;
  }
  if (!mustBeReady(uiSchema)) return;
  const state = await apiHolder
    .get(privateApiApiRef)
    ?.readiness(value, AbortSignal.timeout(maxWaitMs))
    .then(
      readiness => readiness.state,
      () => 'unknown',
    );
  if (state === 'not-ready') {
    validation.addError(
      validationText(apiHolder, 'readiness.notReady.error', value),
    );
  }
};
