import {
  type ApiHolder,
  translationApiRef,
} from '@backstage/frontend-plugin-api';
import { privateApiMessages, privateApiTranslationRef } from './translation';

/**
 * An error of a form field. A validation function is not a component, so it cannot wait for the texts in the user's language. If
 * the app has not loaded them, the error is in English.
 * @param id - ID of the chosen value, for the texts that name it
 */
export function validationText(
  apis: ApiHolder,
  key:
    | 'entryPicker.required'
    | 'entryPicker.unavailable'
    | 'environmentPicker.required'
    | 'readiness.notReady.error'
    | 'stackPicker.required',
  id = '',
): string {
  const translation = apis
    .get(translationApiRef)
    ?.getTranslation(privateApiTranslationRef);
  return translation?.ready
    ? translation.t(key, { id })
    : privateApiMessages[key].replace('{{id}}', () => id);
}
