/**
 * The private API card, its tab and dashboard, and form fields for Backstage's new frontend system. `./legacy` contains
 * the exports for the legacy frontend system.
 *
 * @packageDocumentation
 */
export { privateApiPlugin as default } from './plugin';
export {
  privateApiApiRef,
  type HistoryQuery,
  type PrivateApiApi,
  type TransitionQuery,
} from './api/PrivateApiApi';
export { PrivateApiClient } from './api/PrivateApiClient';
export { isPrivateApiAvailable } from './isPrivateApiAvailable';
export { privateApiMessages, privateApiTranslationRef } from './translation';
