import { createHash } from 'node:crypto';
import { type Artifact, objectUrl, uploadArtifact } from '../assets/bucket';
import { findBucketOwner } from '../session/account';
import { StackError } from '../session/StackError';
import type { Attempt } from './Attempt';
import type { PreparedDeploy } from './prepare';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const maxInlineBytes = 51_200;
const maxTemplateBytes = 1_000_000;

/**
 * Uploads the artifacts that the artifact bucket does not have.
 *
 * @returns the template for the request: its text, or its URL in S3 if it is too large
 * @throws StackError `input`; `failed`; `unreachable`; `cancelled`
 */
export async function upload(
  { session, options, template: { body, path } }: Attempt,
  prepared: PreparedDeploy,
): Promise<{ TemplateBody: string } | { TemplateURL: string }> {
  const { s3, artifactBucket: bucket } = options;
  const bytes = Buffer.from(body, 'utf8');
  const isInline = bytes.length <= maxInlineBytes;
  if (bytes.length > maxTemplateBytes) {
    throw new StackError(
      'input',
      `Template ${path} has ${bytes.length} bytes. CloudFormation accepts at most ${maxTemplateBytes}. Split the template.`,
    );
  }
  if (!isInline && !bucket) {
    throw new StackError(
      'input',
      `Template ${path} has ${
        bytes.length
      } bytes. CloudFormation reads a template of more than ${maxInlineBytes} bytes from S3, but no artifact bucket is set. Set ${session.option(
        'artifactBucket',
      )}.`,
      { option: 'artifactBucket' },
    );
  }
  const template: Artifact = {
    key: `templates/${createHash('sha256').update(bytes).digest('hex')}`,
    body: bytes,
    contentType: 'application/octet-stream',
  };
  const artifacts = [...prepared.artifacts, ...(isInline ? [] : [template])];
  const bucketOwner = artifacts.length
    ? await findBucketOwner(session, options)
    : undefined;
  for (const artifact of artifacts) {
    session.throwIfCancelled();
    const isNew = await uploadArtifact(session, {
      s3,
      bucket: bucket!,
      bucketOwner,
      artifact,
    }).catch(error => {
      session.throwIfCancelled();
      throw error;
    });
    session.progress(
      `${isNew ? 'Uploaded' : 'Already in the artifact bucket:'} ${
        artifact.key
      } (${artifact.body.length} bytes)`,
    );
  }
  return isInline
    ? { TemplateBody: body }
    : { TemplateURL: await objectUrl(s3, bucket!, template.key) };
}
