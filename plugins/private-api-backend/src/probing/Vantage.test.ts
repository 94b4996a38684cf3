import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { Vantage } from './Vantage';

describe('Vantage', () => {
  const directory = createMockDirectory();
  // Backstage does not remove it if the environment variable CI is set.
  afterAll(() => directory.remove());

  const probe = async (vantage: Vantage) =>
    vantage.probe(
      { id: 'orders', url: 'https://orders.acme.internal/' },
      { allowedHosts: { suffixes: [], exact: [] }, allowedCidrs: [] },
    );

  it.each([
    [
      { trustBundle: 'wrong.pem' },
      /^trustBundle of vantage dev-vpc contains no certificate\. Use PEM text/,
    ],
    [
      { clientCertificate: { file: 'wrong.pem' } },
      /^clientCertificate of vantage dev-vpc is not valid/,
    ],
    [
      { clientCertificate: { file: 'none.p12' } },
      /none\.p12\. Vantage dev-vpc sends no client certificate: ENOENT/,
    ],
  ])(
    'still probes with the files %j, and warns once',
    async (files, warning) => {
      directory.setContent({ 'wrong.pem': 'no certificate' });
      const logger = mockServices.logger.mock();
      const { trustBundle, clientCertificate } = files as {
        trustBundle?: string;
        clientCertificate?: { file: string };
      };
      const vantage = new Vantage(
        {
          id: 'dev-vpc',
          title: 'Dev VPC',
          ...(trustBundle && { trustBundle: directory.resolve(trustBundle) }),
          ...(clientCertificate && {
            clientCertificate: {
              file: directory.resolve(clientCertificate.file),
            },
          }),
        },
        1_000,
        logger,
      );
      expect((await probe(vantage)).failure?.code).toBe('policy.host');
      expect((await probe(vantage)).failure?.code).toBe('policy.host');
      vantage.close();
      expect(logger.warn).toHaveBeenCalledTimes(1);
      expect(logger.warn).toHaveBeenCalledWith(expect.stringMatching(warning));
    },
  );
});
