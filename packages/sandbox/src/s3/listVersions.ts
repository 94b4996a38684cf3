import { AwsError, notSupported } from '../protocol/errors';
import { element } from '../protocol/xml';
import { requireBucket, S3Call, sendXml, xmlDocument } from './responses';

const maxKeys = 1000;

/** ListObjectVersions: one page of versions and delete markers, with a prefix. */
export function listVersions(call: S3Call): void {
  const { store, bucket, query, response } = call;
  requireBucket(store, bucket);
  if (query.get('delimiter')) {
    throw notSupported(
      'S3 ListObjectVersions with a delimiter',
      'NotImplemented',
      501,
    );
  }
  const prefix = query.get('prefix') ?? '';
  const maximum = Number(query.get('max-keys') ?? maxKeys);
  if (!Number.isInteger(maximum) || maximum < 0) {
    throw new AwsError('InvalidArgument', 'Provided max-keys not an integer');
  }
  const encode = (text: string) =>
    query.get('encoding-type') === 'url'
      ? encodeURIComponent(text).replace(/%2F/g, '/')
      : text;
  const rest = afterMarker(
    store.listVersions(bucket).filter(one => one.key.startsWith(prefix)),
    query.get('key-marker') ?? '',
    query.get('version-id-marker') ?? '',
  );
  const page = rest.slice(0, Math.min(maximum, maxKeys));
  const isTruncated = page.length < rest.length;
  const last = isTruncated ? page.at(-1) : undefined;
  const rows = page.map(one =>
    element(one.isDeleteMarker ? 'DeleteMarker' : 'Version', {
      Key: encode(one.key),
      VersionId: one.versionId,
      IsLatest: store.isLatest(bucket, one),
      LastModified: one.modifiedAt,
      ...(one.isDeleteMarker
        ? {}
        : {
            ETag: `"${one.etag}"`,
            Size: one.body.length,
            StorageClass: 'STANDARD',
          }),
    }),
  );
  const head = xmlDocument('ListVersionsResult', [
    ['Name', bucket],
    ['Prefix', encode(prefix)],
    ['MaxKeys', maximum],
    ['EncodingType', query.get('encoding-type') ?? undefined],
    ['IsTruncated', isTruncated],
    ['NextKeyMarker', last && encode(last.key)],
    ['NextVersionIdMarker', last?.versionId],
  ]);
  sendXml(
    response,
    head.replace(
      /<\/ListVersionsResult>$/,
      () => `${rows.join('')}</ListVersionsResult>`,
    ),
  );
}

/** The versions after a marker: after one version, or after all versions of a key. */
function afterMarker<T extends { key: string; versionId: string }>(
  versions: T[],
  key: string,
  versionId: string,
): T[] {
  if (!key) return versions;
  const exact = versions.findIndex(
    one => one.key === key && one.versionId === versionId,
  );
  if (exact >= 0) return versions.slice(exact + 1);
  const marker = Buffer.from(key);
  return versions.filter(
    one => Buffer.compare(Buffer.from(one.key), marker) > 0,
  );
}
