/**
 * The fields of every call in the order in which they are hashed; `!` marks the mandatory ones. merchantId and projectId
 * come first in every call and are not repeated here. Source: the vendor's PHP SDK 2.6.12 (2026-07-07).
 *
 * A name after the colon separates payment methods that want other fields on the same endpoint. `redirect` are the plain
 * ones (PayPal, Wero, Direktüberweisung), `wallet` Apple Pay and Google Pay; no name is what all others share.
 */
export const orders = {
  'paypage/init':
    'merchantTxId! amount currency! purpose! description pagetype expirydate single timeout type locale paymethods payprojects organization freeamount fixedvalues minamount maxamount orderid projectlist pkn test! certdata otherpayments paydirektShoppingCartType paydirektShippingFirstName paydirektShippingLastName paydirektShippingCompany paydirektShippingAdditionalAddressInformation paydirektShippingStreet paydirektShippingStreetNumber paydirektShippingZipCode paydirektShippingCity paydirektShippingCountry paydirektShippingEmail paydirektMerchantOrderReferenceNumber paydirektCart paydirektDeliveryType successUrl backUrl failUrl notifyUrl tds2Address tds2Postcode tds2City tds2Country tds2Optional mandateReference mandateSignedOn mandateReceiverName mandateSequence informationText kassenzeichen paydirektAllowMissingFields qrcodeReturn billingAddress shippingAddress customerInfo basket',
  'paypage/projects': '',
  'transaction/status': 'reference! txreference',
  'transaction/start:creditcard':
    'merchantTxId! amount! currency! purpose! type locale mobile pkn recurring indicator urlRedirect! urlNotify! tds2Address tds2Postcode tds2City tds2Country tds2Optional kassenzeichen pptoken',
  'transaction/start:directdebit':
    'merchantTxId! amount! currency! purpose! type locale mobile mandateReference mandateSignedOn mandateReceiverName mandateSequence pkn urlRedirect! urlNotify! kassenzeichen pptoken',
  'transaction/start:redirect': 'merchantTxId! amount! currency! purpose! type urlRedirect! urlNotify! kassenzeichen pptoken',
  'transaction/start:wallet': 'merchantTxId! amount currency! purpose! type urlRedirect! urlNotify! billingAddress shippingAddress customerInfo basket! kassenzeichen pptoken',
  'transaction/payment:directdebit':
    'merchantTxId! amount! currency! purpose! type bankcode bankaccount iban accountHolder mandateReference mandateSignedOn mandateReceiverName mandateSequence pkn urlRedirect urlNotify kassenzeichen pptoken company lastname firstname address zip city country email',
  'transaction/payment:recurring': 'merchantTxId! amount! currency! purpose! pkn! recurring! urlNotify kassenzeichen',
  'transaction/capture': 'merchantTxId! amount! currency! purpose reference! kassenzeichen',
  'transaction/capture:paypage': 'merchantTxId! amount! currency! purpose reference! txreference kassenzeichen',
  'transaction/capture:directdebit': 'merchantTxId! amount! currency! reference! kassenzeichen',
  'transaction/refund': 'merchantTxId! amount! currency! purpose reference! kassenzeichen',
  'transaction/refund:paypal': 'merchantTxId! amount! currency! purpose reference!',
  'transaction/refund:paypage': 'merchantTxId! amount! currency! purpose reference! txreference',
  'transaction/refund:wallet': 'merchantTxId! amount! currency! purpose reference! kassenzeichen basket shippingInfo',
  'transaction/void': 'merchantTxId! reference!',
} as const;

/** A call, with the kind of payment method where fields differ: "transaction/refund:paypage". */
export type Call = keyof typeof orders;

type Words<S extends string, A = never> = S extends '' ? A : S extends `${infer Head} ${infer Tail}` ? Words<Tail, A | Head> : A | S;
type Mandatory<W> = W extends `${infer Name}!` ? Name : never;
type Optional<W> = W extends `${string}!` ? never : W extends string ? W : never;

type Flag = 'mobile' | 'recurring' | 'freeamount' | 'test' | 'certdata' | 'qrcodeReturn';
type Cents = 'amount' | 'minamount' | 'maxamount';
type Whole = 'pagetype' | 'single' | 'timeout' | 'mandateSequence';
type List = 'paymethods' | 'payprojects';
type ValueOf<Name> = Name extends Cents | Whole ? number : Name extends Flag ? boolean : Name extends List ? readonly (string | number)[] : string;

/** What a call carries: amounts in whole cents, flags as booleans, lists as arrays, everything else as text. */
export type CallValues<C extends Call> = { [N in Mandatory<Words<(typeof orders)[C]>>]: ValueOf<N> } & { [N in Optional<Words<(typeof orders)[C]>>]?: ValueOf<N> | undefined };

/** The endpoint below the base URL: "transaction/refund". */
export function pathOf(call: Call): string {
  return call.split(':')[0] ?? call;
}

export interface Field {
  name: string;
  mandatory: boolean;
}

export function fieldsOf(call: Call): Field[] {
  const words = orders[call].split(' ').filter((word) => word !== '');
  return words.map((word) => ({ name: word.replace('!', ''), mandatory: word.endsWith('!') }));
}
