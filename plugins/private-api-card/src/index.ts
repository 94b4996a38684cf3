/**
 * The private API card: which hop works, from where, since when, and whether it is really private. For Backstage's
 * new frontend system; `./legacy` serves the former one.
 *
 * @packageDocumentation
 */
export { privateApiPlugin as default } from './plugin';
export { privateApiApiRef, type PrivateApiApi } from './api/PrivateApiApi';
export { PrivateApiClient } from './api/PrivateApiClient';
export { isPrivateApiAvailable } from './isPrivateApiAvailable';
