import { ARTIFACT_BUCKET, startSandbox } from '@private-serverless/sandbox';
import { randomBytes } from 'node:crypto';
import { withFunction } from '../__testUtils__/templates';
import { clientsFor, quick, World } from '../__testUtils__/world';
import { deployStack } from '../deploy/deployStack';
import { StackSession } from '../session/StackSession';
import { type Artifact, uploadArtifact } from './bucket';

/** The sandbox's account owns every bucket. */
const owner = '111111111111';
const otherAccount = '222222222222';

describe('the owner of the artifact bucket', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start();
  });
  afterAll(() => world.close());

  const upload = (bucketOwner: string | undefined, artifact: Artifact) =>
    uploadArtifact(new StackSession(world.deploy(withFunction)), {
      s3: world.s3,
      bucket: ARTIFACT_BUCKET,
      bucketOwner,
      artifact,
    });

  // An artifact of 8 MiB or more is uploaded in parts.
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
      await expect(upload(otherAccount, artifact)).rejects.toMatchObject({
        code: 'failed',
        message: `Artifact bucket ${ARTIFACT_BUCKET}: access denied. The bucket must belong to account ${otherAccount}, and the deploying role needs s3:GetObject and s3:PutObject on it.`,
      });
      expect(await world.keys()).not.toContain(artifact.key);
      await expect(upload(owner, artifact)).resolves.toBe(true);
      // Now the key exists, but only for the owner.
      await expect(upload(owner, artifact)).resolves.toBe(false);
      await expect(upload(undefined, artifact)).resolves.toBe(false);
      await expect(upload(otherAccount, artifact)).rejects.toMatchObject({
        code: 'failed',
      });
    },
  );

  it('must be the account of the deploy, otherwise no stack is created', async () => {
    const options = world.deploy(withFunction, { stackName: 'owned' });
    await expect(
      deployStack({ ...options, accountId: otherAccount }),
    ).rejects.toThrow(`The bucket must belong to account ${otherAccount}`);
    await expect(
      deployStack({ ...options, accountId: owner }),
    ).resolves.toMatchObject({ operation: 'create' });
  });

  it('is the account of the credentials if no account is given', async () => {
    const other = await startSandbox({ accountId: otherAccount });
    const { sts } = clientsFor(other.endpointUrl);
    const options = world.deploy(withFunction, { stackName: 'unnamed' });
    try {
      await expect(
        deployStack({ ...options, accountId: undefined, sts }),
      ).rejects.toThrow(`The bucket must belong to account ${otherAccount}`);
      await expect(
        deployStack({ ...options, accountId: undefined, sts: world.sts }),
      ).resolves.toMatchObject({ operation: 'create' });
    } finally {
      sts.destroy();
      await other.close();
    }
    // STS does not respond, and an upload needs a known owner.
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
