import type { Environment } from '@private-serverless/environment';
import {
  createReadinessClients,
  type ReadinessClients,
} from '@private-serverless/readiness';
import { clientConfig } from '../awsClients';

/** Creates the clients for the checks of an environment, and a function that closes their connections. */
export function readinessClients({
  region,
  awsEndpointUrl,
}: Environment): ReadinessClients & { close(): void } {
  const clients = createReadinessClients(
    clientConfig({ region, awsEndpointUrl }),
  );
  return {
    ...clients,
    close() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}
