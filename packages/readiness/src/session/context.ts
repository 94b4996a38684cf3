import type { Environment } from '@private-serverless/environment';
import type { ReadinessClients } from '../types';
import type { Reader } from './Reader';

/** What every check uses. */
export type CheckContext = {
  environment: Environment;
  clients: ReadinessClients;
  reader: Reader;
  /** Time of the check. */
  now: Date;
};

/** Account and region of an environment, for messages. */
export function placeOf({ accountId, region }: Environment): string {
  return `account ${accountId}, ${region}`;
}
