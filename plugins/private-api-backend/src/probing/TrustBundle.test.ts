import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { TrustBundle } from './TrustBundle';

describe('TrustBundle', () => {
  const directory = createMockDirectory();
  // Backstage does not remove it if the environment variable CI is set.
  afterAll(() => directory.remove());

  it('reads a file that appears later, and detects changes and removal', async () => {
    const logger = mockServices.logger.mock();
    const bundle = new TrustBundle(directory.resolve('ca.pem'), logger);
    expect(await bundle.read()).toBeUndefined();
    expect(await bundle.read()).toBeUndefined();
    expect(logger.warn).toHaveBeenCalledTimes(1);

    directory.setContent({ 'ca.pem': 'one' });
    expect(await bundle.read()).toBe('one');
    directory.setContent({ 'ca.pem': 'another' });
    expect(await bundle.read()).toBe('another');

    directory.clear();
    expect(await bundle.read()).toBeUndefined();
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });
});
