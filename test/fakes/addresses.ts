/** Passwords that end an address early, look like a part of one, or are encoded differently. */
export const passwords = [
  'S3cr3tPW',
  'S3@cr:PW',
  'S3cr/PW/x',
  'S3cr#PW',
  'S3cr%40PW',
  'S3cr?PW=1',
  'S3cr&PW"1',
] as const;

/** Addresses with credentials, as people write them into a Secret, including malformed ones. */
export const addresses = (password: string): readonly string[] => [
  `s3:https://KEYID:${password}@h:9000/bucket/web`,
  `s3:KEYID:${password}@h/bucket`,
  `rest:https://KEYID:${password}@h:8000/web/`,
  `rest:https://KEYID:${password}@[bad host]/web/`,
  `rest:KEYID:${password}@h:8000/web`,
  `sftp://KEYID:${password}@h:22//srv/web`,
  `sftp:KEYID:${password}@h:/srv/web`,
];

/** Lines of restic and of the mover's script that quote an address. */
export const linesWith = (address: string): readonly string[] => {
  const url = address.replace(/^(s3|rest):/, '');
  return [
    `Fatal: unable to open repository at ${address}: Stat: 403 Forbidden`,
    `created restic repository 1c9b2d7e at ${address}`,
    `repository ${address} opened (version 2)`,
    `Fatal: parsing repository location failed: parse "${url}": net/url: invalid userinfo`,
    `Fatal: create repository at ${address} failed: parse ${JSON.stringify(url)}: invalid port ":S3cr" after host`,
    `Load(<key/1c9b>, 0, 0) failed: Head "${url}/config": dial tcp: lookup h: no such host`,
    `{"message_type":"exit_error","code":1,"message":${JSON.stringify(`Fatal: unable to open ${address}: no`)}}`,
    `Is there a repository at the following location? ${address.replace(/KEYID:.*@/, 'KEYID:***@')}`,
    address,
  ];
};

/** Text that contains a key as a variable, or in the query of an address. */
export const wordsOfKeys: readonly string[] = [
  ...[
    'AWS_SECRET_ACCESS_KEY',
    'B2_ACCOUNT_KEY',
    'AZURE_ACCOUNT_KEY',
    'AZURE_ACCOUNT_SAS',
    'OS_PASSWORD',
    'RESTIC_PASSWORD',
  ].map((name) => `env: ${name}=S3crPW restic`),
  'Fatal: unable to open repository at rest:https://h:8000/web?token=S3crPW: 403',
  'Head "https://account.blob.core.windows.net/web/config?sv=2022&sig=S3crPW": 403 Forbidden',
  'Fatal: unable to open repository at azure:web:/?sig=S3crPW: no',
  'Fatal: unable to open repository at swift:web:/x?temp_url_sig=S3crPW: no',
];

/** What none of them may show. */
export const secret = /S3.?cr|PW|KEYID/;
