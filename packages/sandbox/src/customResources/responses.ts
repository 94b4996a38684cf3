import { randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Identity } from '../account/account';
import { AwsError } from '../protocol/errors';
import { readBody, send } from '../protocol/http';
import type { Asked } from './answer';

/** CloudFormation's limit for the answer of a custom resource: 4,096 bytes. */
const MAX_ANSWER_BYTES = 4096;
const BUCKET = 'cloudformation-custom-resource-response-';

/** A URL that takes one answer. */
export type ResponseUrl = {
  url: string;
  /** The body that was put there; null for one that is too long. */
  answered: Promise<string | null>;
  /** Takes no answer any more. */
  close(): void;
};

/**
 * The URLs on which custom resources answer: presigned ones for a bucket of
 * CloudFormation's, of which each takes one PUT.
 */
export class CustomResponses {
  private readonly waiting = new Map<string, (body: string | null) => void>();

  constructor(
    private readonly o: { identity: Identity; endpointUrl: () => string },
  ) {}

  /** What nobody can guess: who knows it may answer. */
  newSecret(): string {
    return randomBytes(32).toString('hex');
  }

  /**
   * Opens the URL of a request; with the same secret and time it is the same.
   *
   * @param keep - gets the answer before the one who gave it is told
   */
  open(
    { StackId, LogicalResourceId, RequestId }: Asked,
    { secret: signature, at }: { secret: string; at: number },
    keep: (body: string | null) => void,
  ): ResponseUrl {
    const { region } = this.o.identity;
    const answered = new Promise<string | null>(resolve => {
      this.waiting.set(signature, body => {
        keep(body);
        resolve(body);
      });
    });
    const key = encodeURIComponent(
      `${StackId}|${LogicalResourceId}|${RequestId}`,
    );
    const query = new URLSearchParams({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Date': new Date(at).toISOString().replace(/[-:]|\.\d+/g, ''),
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Expires': '7200',
      'X-Amz-Signature': signature,
    });
    const bucket = BUCKET + region.replaceAll('-', '');
    return {
      url: `${this.o.endpointUrl()}/${bucket}/${key}?${query}`,
      answered,
      close: () => this.waiting.delete(signature),
    };
  }

  /** Whether a request is meant for one of these URLs. */
  isFor(request: IncomingMessage): boolean {
    return request.url?.startsWith(`/${BUCKET}`) ?? false;
  }

  /**
   * Takes an answer. Throws `AccessDenied` for a URL that is not open, or not
   * any more.
   */
  async receive(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const [, query = ''] = (request.url ?? '').split('?');
    const signature = new URLSearchParams(query).get('X-Amz-Signature') ?? '';
    const settle = this.waiting.get(signature);
    if (request.method !== 'PUT' || !settle) {
      throw new AwsError('AccessDenied', 'Access Denied', 403);
    }
    this.waiting.delete(signature);
    try {
      const body = await readBody(request, MAX_ANSWER_BYTES);
      settle(body.toString('utf8'));
    } catch (error) {
      // A connection that broke leaves the URL for another attempt.
      if (error instanceof AwsError) settle(null);
      else this.waiting.set(signature, settle);
      throw error;
    }
    send(response, 200, { etag: '"0"' });
  }
}
