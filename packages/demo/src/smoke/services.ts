import type {
  Entry,
  HealthView,
} from '@private-serverless/backstage-plugin-private-api-common';
import type { BackstageClient } from '../backstageClient';
import type { Demo } from '../demo';
import { until } from './steps';

/** The demo and a signed-in user. */
export type Tour = { demo: Demo; backstage: BackstageClient };

/** The environment of each kind of network. */
export const environmentOf = { new: 'local', existing: 'corporate' } as const;
export type NetworkKind = keyof typeof environmentOf;

/** The result of a task, with the end of its log for an error. */
export type Ended = {
  status: string;
  error?: string;
  output: any;
  lines: string[];
};

/** Creates a service with the template of the catalog, and waits until the task ends. */
export async function create(
  { demo, backstage }: Tour,
  values: { name: string; environment: string; entry?: Entry } & Record<
    string,
    unknown
  >,
): Promise<Ended> {
  const { host } = new URL(demo.gitHost.url);
  const id = await until('the template is in the catalog', () =>
    backstage
      .createTask('template:default/private-serverless', {
        description: 'Takes orders',
        owner: 'group:default/payments',
        entry: 'endpoint',
        data: ['dynamodb'],
        repoUrl: `${host}?owner=demo&repo=${values.name}`,
        ...values,
      })
      .catch(error => {
        if (error.status === 404) return undefined;
        throw error;
      }),
  );
  const lines: string[] = [];
  const result = await backstage.followTask(id, event =>
    lines.push(event.body.message),
  );
  return { ...result, lines };
}

/** Creates a service. @throws Error with the end of the log if the task fails */
export async function created(
  tour: Tour,
  values: Parameters<typeof create>[1],
): Promise<Ended> {
  const ended = await create(tour, values);
  if (ended.status !== 'completed') {
    throw new Error(
      `The task ended as ${ended.status}: ${ended.error ?? ''}\n${ended.lines
        .slice(-25)
        .join('\n')}`,
    );
  }
  return ended;
}

/** Deletes a service and its entity. @throws Error if the task fails */
export async function destroyed(
  { backstage }: Tour,
  name: string,
): Promise<void> {
  const id = await backstage.createTask(
    'template:default/private-serverless-destroy',
    {
      entityRef: `component:default/${name}`,
      confirm: name,
      unregister: true,
    },
  );
  const { status, error } = await backstage.followTask(id);
  if (status !== 'completed') {
    throw new Error(`Destroying ${name} ended as ${status}: ${error}`);
  }
  await until(`the entity ${name} is deleted`, async () =>
    (await backstage.entity(name)) ? undefined : true,
  );
}

/** The health of a service as soon as its card is green. */
export function green(
  { backstage }: Tour,
  name: string,
  network: NetworkKind,
): Promise<HealthView> {
  return until(`${name} is up`, async () => {
    const health = await backstage.health(name);
    return isUp(health, network) ? health : undefined;
  });
}

/** What the vantage in the network of an environment says about a service. */
export function vantageOf(health: HealthView, network: NetworkKind) {
  const id = { new: 'sandbox', existing: 'corporate' }[network];
  return health.targets[0]?.vantages.find(one => one.id === id);
}

/** Whether a service is up, healthy and private, as seen from its network. */
export function isUp(health: HealthView, network: NetworkKind): boolean {
  const vantage = vantageOf(health, network);
  return (
    vantage?.state === 'up' &&
    vantage.result?.healthy === true &&
    vantage.private === true
  );
}
