import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { privateApiTranslationRef, type Translate } from './translation';

/** The texts of the plugin in the user's language. Suspends until the app has loaded them. */
export function useTranslate(): Translate {
  return useTranslationRef(privateApiTranslationRef).t;
}
