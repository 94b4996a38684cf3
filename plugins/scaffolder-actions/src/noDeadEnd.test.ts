import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { describeStack } from '@private-serverless/stack';
import { parseAllDocuments } from 'yaml';
import { shippedTemplate, startScaffolder } from './__testUtils__/scaffolder';
import { World, startWorld } from './__testUtils__/world';

/** The shipped templates after a step that follows the deploy has failed, in the real scaffolder. */
describe('a service that could not be published', () => {
  let world: World;
  let scaffolder: Awaited<ReturnType<typeof startScaffolder>>;
  /** Entities of the catalog files that were registered. */
  let registered: Entity[];
  let published: Entity[];
  let isTaken: boolean;

  beforeAll(async () => {
    world = await startWorld();
    const entities = ['template.yaml', 'destroy.yaml'].map(file => {
      const template = shippedTemplate(file);
      template.metadata.namespace = 'default';
      // With this field, the scaffolder polls for a cancellation until its process ends, and this process runs further
      // tests.
      delete template.spec!.EXPERIMENTAL_recovery;
      return template;
    });
    registered = [];
    scaffolder = await startScaffolder(world, {
      entities,
      catalog: growingCatalog(),
      publish: workspacePath => {
        if (isTaken) throw new Error('the repository already exists');
        published = entitiesOf(path.join(workspacePath, 'catalog-info.yaml'));
      },
    });
  });
  beforeEach(() => {
    isTaken = true;
    world.ownershipEntityRefs.length = 0;
  });
  afterAll(async () => {
    await scaffolder.stop();
    await world.close();
  });

  /** A catalog with the registered entities. Registering adds the entities that were published last. */
  function growingCatalog(): CatalogService {
    const inMemory = () => catalogServiceMock({ entities: registered });
    return Object.assign(Object.create(catalogServiceMock()), {
      getEntityByRef: (ref: string) => inMemory().getEntityByRef(ref),
      getEntitiesByRefs: (request: { entityRefs: string[] }) =>
        inMemory().getEntitiesByRefs(request),
      async addLocation({ dryRun }: { dryRun?: boolean }) {
        if (!dryRun) registered.push(...published);
        return { entities: published, exists: false };
      },
    });
  }

  /** Runs a template to its end. */
  async function run(template: string, values: JsonObject, user?: string) {
    const ref = `template:default/${template}`;
    const taskId = await scaffolder.start(ref, values, user);
    const events = await scaffolder.until(
      taskId,
      ({ type }) => type === 'completion',
    );
    const { body } = events.at(-1)! as unknown as {
      body: { error?: Error; output?: { text: Array<{ content: string }> } };
    };
    return {
      error: body.error?.message,
      text: body.output?.text[0].content,
      lines: events.map(event => event.body.message).join('\n'),
    };
  }
  const create = (name: string, values: JsonObject = {}, user?: string) =>
    run(
      'private-serverless',
      {
        name,
        description: 'Takes orders',
        owner: 'group:default/payments',
        entry: 'endpoint',
        privateDns: 'off',
        environment: 'local',
        data: ['dynamodb'],
        repoUrl: `github.com?owner=acme&repo=${name}`,
        ...values,
      },
      user,
    );
  const destroy = (values: JsonObject) =>
    run('private-serverless-destroy', {
      what: 'leftover',
      environment: 'local',
      ...values,
    });
  const stackOf = (name: string) =>
    describeStack({
      ...world.clients.forEnvironment(world.environments[0]),
      stackName: `${name}-local`,
    });

  it('can be continued from the form by a new task with the same name and owner', async () => {
    const first = await create('orders');
    expect(first.error).toBe('the repository already exists');
    expect(first.lines).toMatch(
      /Kept stack .*: you chose to keep it\.[^]*What to do: click Retry, or start again from the form with the same name and owner/,
    );
    const left = (await stackOf('orders'))!;

    const foreign = await create('orders', { owner: 'group:default/shop' });
    expect(foreign.error).toBe(
      'Stack orders-local already exists (CREATE_COMPLETE) and was deployed for group:default/payments, not for group:default/shop. Choose group:default/payments as the owner if you are a member of it, or choose another name.',
    );
    expect(await stackOf('orders')).toEqual(left);

    isTaken = false;
    const second = await create('orders', { data: [] });
    expect(second.error).toBeUndefined();
    expect(second.lines).toContain(
      'Continuing with stack orders-local (CREATE_COMPLETE), deployed for group:default/payments: the catalog has no component:default/orders.',
    );
    expect(second.lines).toContain(
      '- ItemsTable (AWS::DynamoDB::Table) is removed from the stack and stays in AWS',
    );
    expect(second.text).toMatch(
      /\nThe deploy left these resources in AWS, outside the stack:\n+- ItemsTable \(AWS::DynamoDB::Table\) `(\S+)`\. To delete it: `aws dynamodb delete-table --table-name \1 --region eu-central-1`\n/,
    );
    expect(second.text).not.toMatch(/[{}$]/);
    const component = registered.find(
      entity => stringifyEntityRef(entity) === 'component:default/orders',
    );
    expect(
      component?.metadata.annotations?.['private-serverless.dev/stack-arn'],
    ).toBe(left.stackArn);
    expect((await stackOf('orders'))?.status).toBe('UPDATE_COMPLETE');

    // From now on, the name is taken, and the stack is not a leftover stack.
    expect((await create('orders')).error).toBe(
      "name 'orders' is taken: the catalog has component:default/orders. Choose another name.",
    );
    expect(
      (await destroy({ stackArn: left.stackArn, confirm: 'orders' })).error,
    ).toMatch(/^The component that owns stack \S+ is in the catalog/);
  });

  it('keeps a continued stack for every choice in the form', async () => {
    await create('parcels');
    const { stackArn } = (await stackOf('parcels'))!;
    const { error, lines } = await create('parcels', {
      ifLaterStepFails: 'destroy',
    });
    expect(error).toBe('the repository already exists');
    expect(lines).toMatch(
      /Kept stack \S+ \(\w+\): it existed before this task started\.[^]*What to do: start again/,
    );
    expect((await stackOf('parcels'))?.stackArn).toBe(stackArn);
  });

  it('cannot be continued by a user who only names its owner', async () => {
    await create('claims', {}, 'user:default/jane');
    expect((await create('claims')).error).toMatch(
      /you are not a member of this owner and did not start the task/,
    );
    world.ownershipEntityRefs.push('group:default/payments');
    isTaken = false;
    expect((await create('claims')).error).toBeUndefined();
  });

  it('is destroyed from the form as a leftover stack, regardless of earlier choices in the form', async () => {
    await create('invoices');
    const { stackArn } = (await stackOf('invoices'))!;
    const plan = await destroy({
      stackArn,
      confirm: 'invoices-local',
      plan: true,
      entityRef: 'component:default/orders',
      unregister: true,
    });
    expect(plan.error).toBeUndefined();
    expect(plan.text).toMatch(/^Nothing was deleted\. Would be deleted:/);
    expect(await stackOf('invoices')).toBeDefined();

    const { error, text, lines } = await destroy({
      stackArn,
      confirm: 'invoices-local',
      entityRef: 'component:default/orders',
      unregister: true,
    });
    expect(error).toBeUndefined();
    expect(text).toMatch(/^Deleted:\n[^]*invoices-local[^]*Retained in AWS/);
    expect(text).not.toMatch(/still in the catalog|[{}$]/);
    expect(lines).toMatch(/AWS::CloudFormation::Stack DELETE_COMPLETE/);
    expect(await stackOf('invoices')).toBeUndefined();
    expect(await stackOf('orders')).toBeDefined();
  });
});

function entitiesOf(file: string): Entity[] {
  return parseAllDocuments(readFileSync(file, 'utf8'))
    .map(document => document.toJS() as Entity)
    .map(entity => ({
      ...entity,
      metadata: { namespace: 'default', ...entity.metadata },
    }));
}
