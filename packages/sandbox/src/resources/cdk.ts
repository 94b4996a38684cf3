import { randomUUID } from 'node:crypto';
import { ResourceHandler } from './contract';
import { CDK_METADATA } from './types';

/** What the CDK adds to every template for its usage statistics. It has no effect. */
const metadata: ResourceHandler = {
  accepts: ['Analytics'],
  create: () => ({ physicalId: randomUUID() }),
};

/** The CDK's own resource type. */
export const cdkHandlers: Record<string, ResourceHandler> = {
  [CDK_METADATA]: metadata,
};
