import { IncomingMessage, ServerResponse } from 'node:http';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { AwsError } from '../protocol/errors';
import { send } from '../protocol/http';
import { requestId } from '../protocol/ids';
import { element, XmlValue } from '../protocol/xml';
import { ObjectStore } from './ObjectStore';
import { S3Route } from './route';
import { Uploads } from './Uploads';

/** One request to S3 with everything that its operation needs. */
export type S3Call = S3Route & {
  /** The owner of every bucket. */
  accountId: string;
  region: string;
  store: ObjectStore;
  uploads: Uploads;
  request: IncomingMessage;
  response: ServerResponse;
};

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** The headers of every S3 response. */
export function headers(): Record<string, string> {
  return { 'x-amz-request-id': requestId(), server: 'AmazonS3' };
}

/** @throws AwsError `NoSuchBucket` if the bucket does not exist */
export function requireBucket(store: ObjectStore, bucket: string): void {
  if (store.hasBucket(bucket)) return;
  throw new AwsError(
    'NoSuchBucket',
    'The specified bucket does not exist',
    404,
  );
}

/** Renders an XML document of S3, with the fields in order. */
export function xmlDocument(
  root: string,
  fields: Array<[string, XmlValue]>,
): string {
  const content = fields.map(([name, value]) => element(name, value)).join('');
  return `<${root} xmlns="${namespace}">${content}</${root}>`;
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
  // A single element is a list, too.
  isArray: name => name === 'Object' || name === 'Part',
});

/**
 * Parses an XML body.
 *
 * @throws AwsError `MalformedXML`
 */
export function parseXml(body: Buffer): Record<string, any> {
  const text = body.toString('utf8');
  if (text.includes('<!DOCTYPE') || XMLValidator.validate(text) !== true) {
    throw malformedXml();
  }
  return parser.parse(text);
}

/** S3's error for a body that is not valid. */
export function malformedXml(): AwsError {
  return new AwsError(
    'MalformedXML',
    'The XML you provided was not well-formed or did not validate against our published schema',
  );
}
