import { mockApis } from '@backstage/test-utils';
import { privateApiTranslationRef, type Translate } from '../translation';

/** The default texts of the plugin. */
export const translate: Translate = mockApis
  .translation()
  .getTranslation(privateApiTranslationRef).t;
