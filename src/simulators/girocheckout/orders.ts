/** What a project takes money with; the number is the provider's code of the method. */
export const methods = {
  paypage: { code: '32', name: 'Bezahlseite' },
  directdebit: { code: '6', name: 'Lastschrift' },
  creditcard: { code: '11', name: 'Kreditkarte' },
  paypal: { code: '14', name: 'PayPal' },
  applepay: { code: '36', name: 'Apple Pay' },
  transfer: { code: '37', name: 'Direktüberweisung' },
  googlepay: { code: '39', name: 'Google Pay' },
  wero: { code: '40', name: 'Wero' },
} as const;

export type Method = keyof typeof methods;

const wallets: readonly Method[] = ['applepay', 'googlepay'];
const tds = ['tds2Address', 'tds2Postcode', 'tds2City', 'tds2Country', 'tds2Optional'];
const mandate = ['mandateReference', 'mandateSignedOn', 'mandateReceiverName', 'mandateSequence'];
const basic = ['merchantId', 'projectId'];
const money = [...basic, 'merchantTxId', 'amount', 'currency'];
const urls = ['urlRedirect', 'urlNotify'];
const paydirektAddress = ['Street', 'StreetNumber', 'ZipCode', 'City', 'Country', 'Email'].map((part) => `paydirektShipping${part}`);

/** The hashed fields of a call, in order; null where the project's method does not know the call. */
export function orderOf(path: string, method: Method): string[] | null {
  const wallet = wallets.includes(method);
  switch (path) {
    case 'paypage/init':
      return method === 'paypage' ? pageOrder : null;
    case 'paypage/projects':
      return method === 'paypage' ? basic : null;
    case 'transaction/status':
      return [...basic, 'reference', 'txreference'];
    case 'transaction/void':
      return [...basic, 'merchantTxId', 'reference'];
    case 'transaction/start':
      if (method === 'creditcard') return [...money, 'purpose', 'type', 'locale', 'mobile', 'pkn', 'recurring', 'indicator', ...urls, ...tds, 'kassenzeichen', 'pptoken'];
      if (method === 'directdebit') return [...money, 'purpose', 'type', 'locale', 'mobile', ...mandate, 'pkn', ...urls, 'kassenzeichen', 'pptoken'];
      if (wallet) return [...money, 'purpose', 'type', ...urls, 'billingAddress', 'shippingAddress', 'customerInfo', 'basket', 'kassenzeichen', 'pptoken'];
      return method === 'paypage' ? null : [...money, 'purpose', 'type', ...urls, 'kassenzeichen', 'pptoken'];
    case 'transaction/payment':
      if (method === 'creditcard') return [...money, 'purpose', 'pkn', 'recurring', 'urlNotify', 'kassenzeichen'];
      if (method !== 'directdebit') return null;
      return [...money, 'purpose', 'type', 'bankcode', 'bankaccount', 'iban', 'accountHolder', ...mandate, 'pkn', ...urls, 'kassenzeichen', 'pptoken', 'company', 'lastname', 'firstname', 'address', 'zip', 'city', 'country', 'email'];
    case 'transaction/capture':
      if (method === 'directdebit') return [...money, 'reference', 'kassenzeichen'];
      return [...money, 'purpose', 'reference', ...(method === 'paypage' ? ['txreference'] : []), 'kassenzeichen'];
    case 'transaction/refund':
      if (method === 'transfer') return null;
      if (method === 'paypal') return [...money, 'purpose', 'reference'];
      if (method === 'paypage') return [...money, 'purpose', 'reference', 'txreference'];
      return [...money, 'purpose', 'reference', 'kassenzeichen', ...(wallet ? ['basket', 'shippingInfo'] : [])];
    default:
      return null;
  }
}

const pageOrder = [
  ...money, 'purpose', 'description', 'pagetype', 'expirydate', 'single', 'timeout', 'type', 'locale', 'paymethods', 'payprojects', 'organization', 'freeamount',
  'fixedvalues', 'minamount', 'maxamount', 'orderid', 'projectlist', 'pkn', 'test', 'certdata', 'otherpayments', 'paydirektShoppingCartType', 'paydirektShippingFirstName',
  'paydirektShippingLastName', 'paydirektShippingCompany', 'paydirektShippingAdditionalAddressInformation', ...paydirektAddress, 'paydirektMerchantOrderReferenceNumber',
  'paydirektCart', 'paydirektDeliveryType', 'successUrl', 'backUrl', 'failUrl', 'notifyUrl', ...tds, ...mandate, 'informationText', 'kassenzeichen',
  'paydirektAllowMissingFields', 'qrcodeReturn', 'billingAddress', 'shippingAddress', 'customerInfo', 'basket',
];

/** What must be there, beside merchantId, projectId and hash. */
export function neededBy(path: string, method: Method): string[] {
  const amount = ['merchantTxId', 'amount', 'currency'];
  const needed: Record<string, string[]> = {
    'paypage/init': ['merchantTxId', 'currency', 'purpose', 'test'],
    'transaction/status': ['reference'],
    'transaction/void': ['merchantTxId', 'reference'],
    'transaction/start': [...amount, 'purpose', ...urls, ...(wallets.includes(method) ? ['basket'] : [])],
    'transaction/payment': [...amount, 'purpose', ...(method === 'creditcard' ? ['pkn', 'recurring'] : [])],
    'transaction/capture': [...amount, 'reference'],
    'transaction/refund': [...amount, 'reference'],
  };
  return needed[path] ?? [];
}
