import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { Vantage } from './Vantage';

describe('Vantage', () => {
  const directory = createMockDirectory();
  // Backstage does not remove it if the environment variable CI is set.
  afterAll(() => directory.remove());

  it('names itself in the error for a trust bundle that is not valid', async () => {
    directory.setContent({ 'ca.pem': 'no certificate' });
    const vantage = new Vantage(
      {
        id: 'dev-vpc',
        title: 'Dev VPC',
        trustBundle: directory.resolve('ca.pem'),
      },
      1_000,
      mockServices.logger.mock(),
    );
    await expect(
      vantage.probe(
        { id: 'orders', url: 'https://orders.acme.internal/' },
        { allowedHosts: { suffixes: [], exact: [] }, allowedCidrs: [] },
      ),
    ).rejects.toThrow(
      /^trustBundle of vantage dev-vpc contains no certificate\. Use PEM text/,
    );
    vantage.close();
  });
});
