import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { IncomingMessage, ServerResponse } from 'node:http';
import { AwsError } from '../protocol/errors';
import { send } from '../protocol/http';
import { requestId } from '../protocol/ids';
import { element, XmlValue } from '../protocol/xml';
import { ObjectStore } from './objectStore';
import { S3Route } from './route';
import { Uploads } from './uploads';

/** One request to S3 and all that its operation needs. */
export type S3Call = S3Route & {
  /** Owner of every bucket. */
  accountId: string;
  store: ObjectStore;
  uploads: Uploads;
  request: IncomingMessage;
  response: ServerResponse;
};

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** Headers of every S3 answer. */
export function headers(): Record<string, string> {
  return { 'x-amz-request-id': requestId(), server: 'AmazonS3' };
}

/** Throws `NoSuchBucket`. */
export function requireBucket(store: ObjectStore, bucket: string): void {
  if (store.hasBucket(bucket)) return;
  throw new AwsError(
    'NoSuchBucket',
    'The specified bucket does not exist',
    404,
  );
}

/** An XML document of S3: fields in order; a list repeats its element. */
export function xmlDocument(
  root: string,
  fields: Array<[string, XmlValue]>,
): string {
  const content = fields.map(([name, value]) => element(name, value)).join('');
  return `<${root} xmlns="${NAMESPACE}">${content}</${root}>`;
}

/** Sends an XML document. */
export function sendXml(
  response: ServerResponse,
  xml: string,
  more: Record<string, string> = {},
): void {
  send(
    response,
    200,
    { ...headers(), 'content-type': 'application/xml', ...more },
    `<?xml version="1.0" encoding="UTF-8"?>${xml}`,
  );
}

const parser = new XMLParser({
  parseTagValue: false,
  // One is a list as well.
  isArray: name => name === 'Object' || name === 'Part',
});

/** An XML body as objects, texts and lists. Throws `MalformedXML`. */
export function parseXml(body: Buffer): Record<string, any> {
  const text = body.toString('utf8');
  if (text.includes('<!DOCTYPE') || XMLValidator.validate(text) !== true) {
    throw malformedXml();
  }
  return parser.parse(text);
}

/** S3's word for a body that it cannot use. */
export function malformedXml(): AwsError {
  return new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
