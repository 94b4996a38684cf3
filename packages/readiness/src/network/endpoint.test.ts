import { serviceOf } from './endpoint';

describe('serviceOf', () => {
  it.each([
    ['com.amazonaws.eu-central-1.execute-api', 'execute-api'],
    ['com.amazonaws.eu-central-1.ecr.dkr', 'ecr.dkr'],
    ['cn.com.amazonaws.cn-north-1.execute-api', 'execute-api'],
    [undefined, ''],
  ])('%s: %s', (ServiceName, service) => {
    expect(serviceOf({ ServiceName })).toBe(service);
  });
});
