import { mockApis } from '@backstage/test-utils';
import { privateApiTranslationRef, type Translate } from '../translation';

const snapshot = mockApis
  .translation()
  .getTranslation(privateApiTranslationRef);
if (!snapshot.ready) throw new Error('The default texts are not ready');

/** The default texts of the plugin. */
export const translate: Translate = snapshot.t;
