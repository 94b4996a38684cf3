import type {
  CustomFieldValidator,
  FieldSchema,
} from '@backstage/plugin-scaffolder-react';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import {
  entries,
  type Entry,
  type EnvironmentView,
} from '@private-serverless/backstage-plugin-private-api-common';
import { privateApiApiRef } from '../../api/PrivateApiApi';
import { validationText } from '../../validationText';

/** Value of `ui:field` in templates. @public */
export const ENTRY_PICKER_NAME = 'PrivateServerlessEntryPicker';

/** Field of the same form that contains the id of the environment. */
const environmentField = 'environment';

/** Maximum time that *Next* waits for the environments, in milliseconds. */
const maxWaitMs = 15_000;

/** The value is the name of an entry. */
export const entryPickerSchema: FieldSchema<string, {}> = makeFieldSchema({
  output: z =>
    z.string().describe('endpoint, custom-domain, alb or alb-lambda'),
});

/**
 * The environment that the user chose in the same form.
 * @param answers - all answers so far
 */
export function selectedEnvironment(answers: unknown): string | undefined {
  const id = (answers as Record<string, unknown> | undefined)?.[
    environmentField
  ];
  return typeof id === 'string' && id !== '' ? id : undefined;
}

/** Why an environment does not offer an entry. Empty if it offers the entry, or if it is not known. */
export function problemsOf(
  environment: EnvironmentView | undefined,
  entry: Entry,
): string[] {
  return environment?.entries?.find(one => one.entry === entry)?.problems ?? [];
}

/**
 * Runs when the user selects *Next*, and waits for the backend. If the environments cannot be loaded, the user can continue,
 * because the generator checks the entry again.
 */
export const validateEntry: CustomFieldValidator<string> = async (
  value,
  validation,
  { apiHolder, formData },
) => {
  const entry = entries.find(one => one === value);
  if (!entry) {
    validation.addError(validationText(apiHolder, 'entryPicker.required'));
    return;
  }
  const id = selectedEnvironment(formData);
  const environments = await apiHolder
    .get(privateApiApiRef)
    ?.environments(AbortSignal.timeout(maxWaitMs))
    .catch(() => []);
  const problems = problemsOf(
    environments?.find(one => one.id === id),
    entry,
  );
  if (problems.length > 0) {
    validation.addError(
      `${validationText(apiHolder, 'entryPicker.unavailable')} ${problems.join(
        ' ',
      )}`,
    );
  }
};
