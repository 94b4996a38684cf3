import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { clientsFor, quick } from '../__testUtils__/world';
import { describeStack, listResources } from '../session/describe';
import { destroyStack } from '../destroy/destroyStack';
import { deployStack } from './deployStack';

const template = `Parameters:
  Table: { Type: String, Default: items }
Resources:
  Items:
    Type: AWS::DynamoDB::Table
    Properties:
      TableName: !Ref Table
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{ AttributeName: id, AttributeType: S }]
      KeySchema: [{ AttributeName: id, KeyType: HASH }]
  Files:
    Type: AWS::S3::Bucket
`;

const isInstalled = (() => {
  try {
    execFileSync('moto_server', ['--help'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
const describeWithMoto = isInstalled ? describe : describe.skip;

// A second implementation of CloudFormation, which this project did not write.
describeWithMoto(
  `against moto${isInstalled ? '' : ' (not run: no moto_server on PATH)'}`,
  () => {
    let moto: ChildProcess;
    let endpoint: string;
    let folder: string;
    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), 'stack-moto-'));
      const port = await freePort();
      endpoint = `http://127.0.0.1:${port}`;
      moto = spawn('moto_server', ['-H', '127.0.0.1', '-p', `${port}`], {
        stdio: 'ignore',
        detached: true,
      });
      await answers(endpoint);
    });
    afterAll(async () => {
      // The command may be a shim around the server, so end the whole process group.
      process.kill(-moto.pid!, 'SIGTERM');
      await once(moto, 'exit');
      rmSync(folder, { recursive: true });
    });

    it('creates, redeploys and destroys a bucket and a table', async () => {
      const templatePath = path.join(folder, 'template.yaml');
      writeFileSync(templatePath, template);
      const { cloudFormation, s3 } = clientsFor(endpoint);
      const options = {
        ...quick,
        cloudFormation,
        s3,
        templatePath,
        stackName: 'items',
        tags: { team: 'a' },
      };
      const plan = await deployStack({ ...options, plan: true });
      expect(plan.changes.map(c => c.logicalId).sort()).toEqual([
        'Files',
        'Items',
      ]);
      await expect(describeStack(options)).resolves.toBeUndefined();
      await expect(deployStack(options)).resolves.toMatchObject({
        operation: 'create',
        status: 'CREATE_COMPLETE',
      });
      await expect(deployStack(options)).resolves.toMatchObject({
        operation: 'none',
        status: 'CREATE_COMPLETE',
      });
      // moto ignores the mode, so it would overwrite what was changed by hand without showing it.
      const lines: string[] = [];
      const revert = {
        ...options,
        revertDrift: true,
        onProgress: (line: string) => lines.push(line),
      };
      await deployStack(revert);
      expect(lines).toContain(
        'Nothing to change. The endpoint has not confirmed that it compared the template with the actual state',
      );
      writeFileSync(
        templatePath,
        `${template}  More: { Type: AWS::S3::Bucket }\n`,
      );
      await expect(deployStack(revert)).rejects.toMatchObject({
        code: 'failed',
        message: expect.stringMatching(
          /^revertDrift: the CloudFormation of this endpoint does not compare/,
        ),
      });
      await expect(listResources(options)).resolves.toContainEqual(
        expect.objectContaining({ logicalId: 'Items', physicalId: 'items' }),
      );
      await expect(destroyStack(options)).resolves.toMatchObject({
        status: 'DELETE_COMPLETE',
      });
      await expect(describeStack(options)).resolves.toBeUndefined();
      cloudFormation.destroy();
      s3.destroy();
    });
  },
);

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function answers(url: string): Promise<void> {
  for (;;) {
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}
