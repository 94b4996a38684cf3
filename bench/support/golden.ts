import { setTimeout as sleep } from 'node:timers/promises';
import type { BackstageClient } from '../../packages/demo/src/backstageClient';

/**
 * Waits until the catalog has the golden path's template.
 *
 * @throws Error after 90 seconds
 */
export async function waitForTemplate(client: BackstageClient): Promise<void> {
  for (const end = Date.now() + 90_000; Date.now() < end; await sleep(500)) {
    if (await client.template('private-serverless')) return;
  }
  throw new Error('The template is not in the catalog after 90 seconds.');
}
