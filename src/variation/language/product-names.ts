/** Names of widely used products, companies and services that people also type in lower case. */
const NAMES = new Set(
  `adobe airbnb airpods alexa alipay amazon amex android apple asana aws azure barclays bing bitcoin blackberry bluesky canva
  chatgpt chrome chromebook discord docker dropbox ebay edge ethereum etsy evernote excel facebook facetime fedex figma
  firefox firestick fitbit flickr garmin github gitlab gmail google grafana hotmail hotspot hsbc hubspot hulu icloud ikea imac
  imessage instagram ios ipad iphone ipod java javascript jira kindle kubernetes lastpass linkedin linux lyft macbook macos
  mailchimp mastercard mastodon microsoft mongodb monzo mysql netflix nintendo notion office365 onedrive onenote opera outlook
  paypal photoshop pinterest playstation postgres postgresql powerpoint python quickbooks quora reddit revolut roku safari
  salesforce samsung shopify siri skype slack snapchat spotify sql square starbucks steam stripe telegram tesla tiktok
  trello tumblr twitch twitter typescript uber ubuntu ups usps venmo viber vimeo visa vodafone walmart whatsapp wikipedia
  windows wise wordpress xbox xero yahoo yelp youtube zelle zendesk zoom`.split(/\s+/),
);

/** Names that are also common words: they count only where written with a capital. */
const ALSO_WORDS = new Set([
  'apple',
  'edge',
  'notion',
  'office',
  'opera',
  'safari',
  'slack',
  'square',
  'steam',
  'stripe',
  'visa',
  'wise',
  'zoom',
  'excel',
  'outlook',
  'windows',
  'ups',
  'java',
  'hotspot',
  'amazon',
  'discord',
]);

/** Whether a lower-case word is the name of a product, whatever else it may mean. */
export function isProductName(word: string): boolean {
  return NAMES.has(word);
}

/** Whether a lower-case word can only be the name of a product. */
export function isOnlyProductName(word: string): boolean {
  return NAMES.has(word) && !ALSO_WORDS.has(word);
}
