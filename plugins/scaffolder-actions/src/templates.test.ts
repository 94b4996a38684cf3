import type { Entity } from '@backstage/catalog-model';
import { deployBoundStack } from './__testUtils__/deployed';
import { startScaffolder } from './__testUtils__/scaffolder';
import { World, startWorld } from './__testUtils__/world';

/** All steps of the shipped templates, as dry runs of the real scaffolder. */
describe('dry run of the shipped templates', () => {
  let world: World;
  let scaffolder: Awaited<ReturnType<typeof startScaffolder>>;

  beforeAll(async () => {
    world = await startWorld();
    const invoices: Entity = {
      apiVersion: 'backstage.io/v1alpha1',
      kind: 'Component',
      metadata: {
        name: 'invoices',
        namespace: 'default',
        annotations: {
          'private-serverless.dev/stack-arn': await deployBoundStack(
            world,
            'invoices',
          ),
        },
      },
    };
    scaffolder = await startScaffolder(world, { entities: [invoices] });
  });
  afterAll(async () => {
    await scaffolder.stop();
    await world.close();
  });

  it('runs every step of template.yaml and creates nothing', async () => {
    const before = await world.stackNames();
    const { status, body } = await scaffolder.dryRun('template.yaml', {
      name: 'orders',
      description: 'Takes orders',
      owner: 'group:default/payments',
      entry: 'endpoint',
      privateDns: 'off',
      environment: 'local',
      data: ['dynamodb'],
      repoUrl: 'github.com?owner=acme&repo=orders',
    });
    expect(body.error).toBeUndefined();
    expect(status).toBe(200);
    expect(body.output.text[0].content).toMatch(
      /^\*\*orders\*\* runs in \*local\*\.\n\nPrivacy proof: Private: \d+ rules are proven.*\. Findings: 0\. Not judged: 0\.\nThe whole proof is in `privacy-proof\.md` of the repository\.\n\n- Private URL/,
    );
    expect(body.output.text[0].content).not.toMatch(/[{}$]|left these/);
    expect(
      body.directoryContents.map((file: { path: string }) => file.path),
    ).toContain('infrastructure/template.yaml');
    expect(await world.stackNames()).toEqual(before);
  });

  it('runs destroy.yaml and deletes nothing', async () => {
    const { status, body } = await scaffolder.dryRun('destroy.yaml', {
      entityRef: 'component:default/invoices',
      confirm: 'invoices',
      unregister: false,
    });
    expect(body.error).toBeUndefined();
    expect(status).toBe(200);
    const text: string = body.output.text[0].content;
    expect(text).toContain('- `arn:aws:cloudformation:');
    expect(text).not.toMatch(/[{}$]|still in the catalog|In the way|Emptied/);
    expect(text).toMatch(
      /^Deleted:\n[^]*\nRetained in AWS:\n+- ItemsTable \(AWS::DynamoDB::Table\) `(\S+)`\. To delete it: `aws dynamodb delete-table --table-name \1 --region eu-central-1`\n/,
    );
    expect(await world.stackNames()).toEqual(['invoices-local']);
  });

  it('reports what would be deleted if the user chose only the plan', async () => {
    const { body } = await scaffolder.dryRun('destroy.yaml', {
      entityRef: 'component:default/invoices',
      confirm: 'invoices',
      unregister: true,
      plan: true,
      emptyBuckets: false,
      liftProtection: false,
      retainResources: [],
    });
    expect(body.error).toBeUndefined();
    const text: string = body.output.text[0].content;
    expect(text).toMatch(
      /^Nothing was deleted\. Would be deleted:\n[^]*\nWould be retained in AWS:\n/,
    );
    expect(text).not.toMatch(/[{}$]|still in the catalog/);
  });
});
