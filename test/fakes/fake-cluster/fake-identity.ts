/** The identity of a fake cluster. */
export class FakeIdentity {
  readonly contextName = 'fake';
  readonly namespace = 'default';
  readonly server = 'https://fake.invalid:6443';
  readonly serverVersion = () => Promise.resolve('v1.36.0');
  readonly userName = () => Promise.resolve('anna');
  readonly serverTime = (now: Date) => now;
}
