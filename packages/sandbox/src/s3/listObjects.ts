import { AwsError, notSupported } from '../protocol/errors';
import { element } from '../protocol/xml';
import { ObjectStore } from './ObjectStore';

/** ListObjectsV2: one page of keys, with prefix and delimiter. */
export function listObjects(
  store: ObjectStore,
  bucket: string,
  query: URLSearchParams,
): string {
  if (query.get('list-type') !== '2') {
    throw notSupported(
      'S3 ListObjects (version 1; use ListObjectsV2)',
      'NotImplemented',
      501,
    );
  }
  const prefix = query.get('prefix') ?? '';
  const delimiter = query.get('delimiter') ?? '';
  const maximum = Number(query.get('max-keys') ?? 1000);
  if (!Number.isInteger(maximum) || maximum < 0) {
    throw new AwsError('InvalidArgument', 'Provided max-keys not an integer');
  }
  const token = query.get('continuation-token');
  const after = token
    ? Buffer.from(token, 'base64').toString('utf8')
    : query.get('start-after') ?? '';
  const encode = (text: string) =>
    query.get('encoding-type') === 'url'
      ? encodeURIComponent(text).replace(/%2F/g, '/')
      : text;

  const contents: string[] = [];
  const groups = new Set<string>();
  let last = '';
  let truncated = false;
  for (const object of store.list(bucket)) {
    const group = groupOf(object.key, prefix, delimiter);
    const position = group ?? object.key;
    const isListed =
      Buffer.compare(Buffer.from(position), Buffer.from(after)) <= 0;
    if (!object.key.startsWith(prefix) || isListed || groups.has(position)) {
      continue;
    }
    if (contents.length + groups.size >= Math.min(maximum, 1000)) {
      truncated = true;
      break;
    }
    last = position;
    if (group !== undefined) {
      groups.add(group);
      continue;
    }
    contents.push(
      element('Contents', {
        Key: encode(object.key),
        LastModified: object.modifiedAt,
        ETag: `"${object.etag}"`,
        Size: object.body.length,
        StorageClass: 'STANDARD',
      }),
    );
  }
  const fields = {
    Name: bucket,
    Prefix: encode(prefix),
    Delimiter: delimiter || undefined,
    MaxKeys: maximum,
    EncodingType: query.get('encoding-type') ?? undefined,
    KeyCount: contents.length + groups.size,
    IsTruncated: truncated,
    NextContinuationToken: truncated
      ? Buffer.from(last).toString('base64')
      : undefined,
  };
  const head = Object.entries(fields)
    .map(([name, value]) => element(name, value))
    .join('');
  const common = [...groups]
    .map(group => element('CommonPrefixes', { Prefix: encode(group) }))
    .join('');
  return `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${head}${contents.join(
    '',
  )}${common}</ListBucketResult>`;
}

function groupOf(
  key: string,
  prefix: string,
  delimiter: string,
): string | undefined {
  if (!delimiter || !key.startsWith(prefix)) return undefined;
  const end = key.indexOf(delimiter, prefix.length);
  return end < 0 ? undefined : key.slice(0, end + delimiter.length);
}
