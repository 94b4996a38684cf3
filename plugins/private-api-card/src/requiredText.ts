import {
  type ApiHolder,
  translationApiRef,
} from '@backstage/frontend-plugin-api';
import { privateApiMessages, privateApiTranslationRef } from './translation';

/**
 * The error of a form field without a value. A validation function is not a component, so it cannot wait for the texts
 * in the user's language. If the app has not loaded them, the error is in English.
 */
export function requiredText(
  apis: ApiHolder,
  field: 'environmentPicker' | 'stackPicker',
): string {
  const translation = apis
    .get(translationApiRef)
    ?.getTranslation(privateApiTranslationRef);
  return translation?.ready
    ? translation.t(`${field}.required`)
    : privateApiMessages[`${field}.required`];
}
