import {
  createMockDirectory,
  mockServices,
} from '@backstage/backend-test-utils';
import { WatchedFile } from './WatchedFile';

describe('WatchedFile', () => {
  const directory = createMockDirectory();
  // Backstage does not remove it if the environment variable CI is set.
  afterAll(() => directory.remove());

  it('reads a file that appears later, and detects changes and removal', async () => {
    const logger = mockServices.logger.mock();
    const path = directory.resolve('ca.pem');
    const file = new WatchedFile(path, 'Only the default roots', logger);
    const text = async () => (await file.read()).bytes?.toString();
    expect((await file.read()).error).toMatch(/ENOENT/);
    expect(await text()).toBeUndefined();
    expect(logger.warn).toHaveBeenCalledTimes(1);

    directory.setContent({ 'ca.pem': 'one' });
    expect(await text()).toBe('one');
    expect((await file.read()).error).toBeUndefined();
    directory.setContent({ 'ca.pem': 'another' });
    expect(await text()).toBe('another');

    directory.clear();
    expect(await text()).toBeUndefined();
    expect(logger.warn).toHaveBeenCalledTimes(2);
  });
});
