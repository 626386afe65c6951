//! SES: mail handed over, once. Repeating is the business of whoever notifies, who knows how much time there
//! is. SES says no in several ways that a person acts on differently; here they are told apart.

use async_trait::async_trait;
use aws_sdk_sesv2::types::{Body, Content, Destination, EmailContent, Message, MessageHeader, MessageTag};
use aws_smithy_types::error::operation::BuildError;
use notify::{Mail, MailError, MailErrorKind, MailSender};

use crate::call::Call;
use crate::connection::Aws;
use crate::error::{AwsError, AwsErrorKind};

const SEND_EMAIL: &str = "ses:SendEmail";

/// The message, a sender or a recipient is not acceptable.
const REJECTED: &[&str] =
    &["BadRequestException", "MailFromDomainNotVerifiedException", "MessageRejected", "NotFoundException"];
/// The account or the configuration set may not send at all.
const SENDING_OFF: &[&str] = &["AccountSuspendedException", "SendingPausedException"];

#[async_trait]
impl MailSender for Aws {
    async fn send(&self, mail: &Mail) -> Result<(), MailError> {
        let connected = self.connected(SEND_EMAIL).await.map_err(|error| failed(&error))?;
        let settings = &mail.settings;
        let call = Call::new(self.settings(), SEND_EMAIL, Some(&settings.from));
        let simple = message(mail).map_err(|error| unusable(&error))?;
        let tags: Result<Vec<_>, _> = mail.tags.iter().map(|(name, value)| tag(name, value)).collect();
        let request = connected
            .ses
            .send_email()
            .from_email_address(&settings.from)
            .destination(Destination::builder().set_to_addresses(Some(settings.to.clone())).build())
            .set_reply_to_addresses(Some(settings.reply_to.clone()).filter(|them| !them.is_empty()))
            .set_configuration_set_name(settings.configuration_set.clone())
            .set_email_tags(Some(tags.map_err(|error| unusable(&error))?))
            .content(EmailContent::builder().simple(simple).build());
        let answer = request.customize().interceptor(call.clone()).send().await;
        answer.map(|_message_id| ()).map_err(|error| failed(&call.failed(&error)))
    }
}

fn message(mail: &Mail) -> Result<Message, BuildError> {
    let utf8 = |text: &str| Content::builder().data(text).charset("UTF-8").build();
    let body = Body::builder().text(utf8(&mail.text)?).html(utf8(&mail.html)?).build();
    let headers: Result<Vec<_>, _> = mail.headers.iter().map(|(name, value)| header(name, value)).collect();
    Ok(Message::builder().subject(utf8(&mail.subject)?).body(body).set_headers(Some(headers?)).build())
}

fn header(name: &str, value: &str) -> Result<MessageHeader, BuildError> {
    MessageHeader::builder().name(name).value(value).build()
}

fn tag(name: &str, value: &str) -> Result<MessageTag, BuildError> {
    MessageTag::builder().name(name).value(value).build()
}

fn unusable(error: &BuildError) -> MailError {
    MailError { kind: MailErrorKind::Other, said: kit::error::chain(error) }
}

fn failed(error: &AwsError) -> MailError {
    MailError { kind: kind_of(error), said: kit::error::chain(error) }
}

fn kind_of(error: &AwsError) -> MailErrorKind {
    // one code stands for the rate of a second and for the quota of a day; only the message tells them apart
    let said = error.message().unwrap_or_default().to_lowercase();
    let of_the_day = said.contains("daily") && said.contains("quota");
    match error.kind() {
        AwsErrorKind::Throttled | AwsErrorKind::Other { .. } if of_the_day => MailErrorKind::DailyQuota,
        AwsErrorKind::Throttled => MailErrorKind::Throttled,
        AwsErrorKind::Unreachable { .. }
        | AwsErrorKind::TimedOut { .. }
        | AwsErrorKind::Unavailable { .. } => MailErrorKind::Unavailable,
        AwsErrorKind::NoRegion
        | AwsErrorKind::NoCredentials
        | AwsErrorKind::BadCredentials
        | AwsErrorKind::ExpiredCredentials
        | AwsErrorKind::AccessDenied => MailErrorKind::NotAllowed,
        AwsErrorKind::Other { code } if SENDING_OFF.contains(&code.as_str()) => MailErrorKind::SendingOff,
        AwsErrorKind::Other { code } if REJECTED.contains(&code.as_str()) => MailErrorKind::Rejected,
        // the configuration set that is named
        AwsErrorKind::NotFound => MailErrorKind::Rejected,
        AwsErrorKind::InvalidEndpoint { .. } | AwsErrorKind::Other { .. } => MailErrorKind::Other,
    }
}
