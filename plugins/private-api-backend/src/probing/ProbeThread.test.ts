import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mockServices } from '@backstage/backend-test-utils';
import { twoVantages } from '../__testUtils__/engine';
import { ProbeThread, ThreadEndedError } from './ProbeThread';
import type { ProbeRequest } from './VantageProbes';

/** A DNS server that takes requests and sends nothing, so that probes last until they are ended. */
const dns = createSocket('udp4');
beforeAll(async () => {
  dns.bind(0, '127.0.0.1');
  await once(dns, 'listening');
});
afterAll(() => {
  dns.close();
});

const request = (vantageId: string): ProbeRequest => ({
  vantageId,
  targetId: 't',
  url: 'https://orders.acme.internal/health',
  ownedHosts: [],
  vpc: { unknown: 'not read' },
  intervalMs: 60_000,
});

function setUp(options: { maxProbeMs?: number } = {}) {
  const config = twoVantages({
    vantages: [
      { id: 'blocked' },
      { id: 'silent', resolver: `127.0.0.1:${dns.address().port}` },
    ],
    allowedHostSuffixes: ['.acme.internal'],
  });
  const logger = mockServices.logger.mock();
  return { logger, thread: new ProbeThread({ config, logger, ...options }) };
}

/** Of a probe that the guard stops before it connects. */
const stopped = { ...request('blocked'), url: 'https://example.com/' };

describe('ProbeThread', () => {
  it('returns the results of the thread, and its errors', async () => {
    const { thread } = setUp();
    try {
      const results = await Promise.all([
        thread.probe(stopped),
        thread.probe({ ...stopped, targetId: 'other' }),
      ]);
      expect(results).toMatchObject([
        { target: 't', failure: { code: 'policy.host' } },
        { target: 'other', failure: { code: 'policy.host' } },
      ]);
      await expect(thread.probe(request('unknown'))).rejects.toThrow(
        'No vantage has the id unknown',
      );
    } finally {
      await thread.close();
    }
  });

  it('replaces a thread that ended, and logs it once', async () => {
    const { logger, thread } = setUp();
    try {
      const isAsked = once(dns, 'message');
      const probes = [1, 2].map(() => thread.probe(request('silent')));
      await isAsked;
      const ended = Promise.allSettled(probes);
      thread.restart();
      for (const outcome of await ended) {
        expect(outcome).toMatchObject({ status: 'rejected' });
        expect((outcome as PromiseRejectedResult).reason).toBeInstanceOf(
          ThreadEndedError,
        );
      }
      expect(logger.error).toHaveBeenCalledTimes(1);
      expect(logger.error).toHaveBeenCalledWith(
        expect.stringMatching(/Probes that did not end: 2/),
      );
      expect(await thread.probe(stopped)).toMatchObject({
        failure: { code: 'policy.host' },
      });
    } finally {
      await thread.close();
    }
  });

  it('replaces a thread whose probe does not end', async () => {
    const { logger, thread } = setUp({ maxProbeMs: 100 });
    try {
      await expect(thread.probe(request('silent'))).rejects.toThrow(
        ThreadEndedError,
      );
      expect(logger.error).toHaveBeenCalledWith(
        'A probe of target t from vantage silent did not end in 100 ms',
      );
    } finally {
      await thread.close();
    }
  });

  it('ends with the backend, without a log', async () => {
    const { logger, thread } = setUp();
    const isAsked = once(dns, 'message');
    const probe = thread.probe(request('silent'));
    await isAsked;
    const closed = thread.close();
    await expect(probe).rejects.toThrow(ThreadEndedError);
    await expect(thread.probe(stopped)).rejects.toThrow(ThreadEndedError);
    await closed;
    expect(logger.error).not.toHaveBeenCalled();
  });
});
