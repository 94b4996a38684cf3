import { ARTIFACT_BUCKET, startSandbox } from '@private-serverless/sandbox';
import { randomBytes } from 'node:crypto';
import { withFunction } from '../__testUtils__/templates';
import { clientsFor, quick, World } from '../__testUtils__/world';
import { deployStack } from '../deploy/deploy';
import { Operation } from '../deploy/operation';
import { type Artifact, uploadArtifact } from './bucket';

/** The sandbox's account owns every bucket. */
const owner = '111111111111';
const somebodyElse = '222222222222';

describe('The owner of the artifact bucket', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.close());

  const upload = (bucketOwner: string | undefined, artifact: Artifact) =>
    uploadArtifact({
      s3: world.s3,
      calls: new Operation(world.deploy(withFunction)).calls,
      bucket: ARTIFACT_BUCKET,
      bucketOwner,
      artifact,
    });

  // From 8 MiB on an artifact is uploaded in parts.
  it.each([
    ['whole', 1024],
    ['in parts', 9 * 1024 * 1024],
  ])(
    'is verified by S3 when an artifact is uploaded %s',
    async (_how, bytes) => {
      const artifact = {
        key: `assets/${bytes}.zip`,
        body: randomBytes(bytes),
        contentType: 'application/zip',
      };
      await expect(upload(somebodyElse, artifact)).rejects.toMatchObject({
        code: 'failed',
        message: `Artifact bucket ${ARTIFACT_BUCKET}: access denied. The bucket must belong to account ${somebodyElse}, and the deploying identity needs s3:GetObject and s3:PutObject on it.`,
      });
      expect(await world.keys()).not.toContain(artifact.key);
      await expect(upload(owner, artifact)).resolves.toBe(true);
      // It is there now, for the owner alone.
      await expect(upload(owner, artifact)).resolves.toBe(false);
      await expect(upload(undefined, artifact)).resolves.toBe(false);
      await expect(upload(somebodyElse, artifact)).rejects.toMatchObject({
        code: 'failed',
      });
    },
  );

  it('must be the account of the deploy; no stack is created otherwise', async () => {
    const options = world.deploy(withFunction, { stackName: 'owned' });
    await expect(
      deployStack({ ...options, accountId: somebodyElse }),
    ).rejects.toThrow(`The bucket must belong to account ${somebodyElse}`);
    await expect(
      deployStack({ ...options, accountId: owner }),
    ).resolves.toMatchObject({ operation: 'create' });
  });

  it('is the account of the credentials if no account is given', async () => {
    const other = await startSandbox({ accountId: somebodyElse });
    const { sts } = clientsFor(other.endpointUrl);
    const options = world.deploy(withFunction, { stackName: 'unnamed' });
    try {
      await expect(
        deployStack({ ...options, accountId: undefined, sts }),
      ).rejects.toThrow(`The bucket must belong to account ${somebodyElse}`);
      await expect(
        deployStack({ ...options, accountId: undefined, sts: world.sts }),
      ).resolves.toMatchObject({ operation: 'create' });
    } finally {
      sts.destroy();
      await other.close();
    }
    // STS is gone: no upload without a known owner.
    await expect(
      deployStack({
        ...options,
        ...quick,
        stackName: 'unknown-owner',
        accountId: undefined,
        sts: clientsFor(other.endpointUrl).sts,
      }),
    ).rejects.toMatchObject({ code: 'unreachable' });
  });
});
