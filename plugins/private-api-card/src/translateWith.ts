import {
  type ApiHolder,
  translationApiRef,
} from '@backstage/frontend-plugin-api';
import { privateApiTranslationRef, type Translate } from './translation';

/** The texts of the plugin for code that is not a component, such as the validation of a form field. */
export function translateWith(apis: ApiHolder): Translate {
  const translationApi = apis.get(translationApiRef);
  if (!translationApi) {
    throw new Error(`No implementation of ${translationApiRef} in the app`);
  }
  return translationApi.getTranslation(privateApiTranslationRef).t;
}
