//! Mail through SES: what the emulator keeps of it, what goes over the wire beyond that, and how SES says no.

use std::sync::Arc;
use std::time::SystemTime;

use kit::clock::SystemClock;
use kit::stop::Stop;
use notify::fake::FakeHttp;
use notify::{
    EmailSettings, Event, Kind, Mail, MailError, MailErrorKind, MailSender as _, Notifier, Outcome, Ports,
    Receiver, SentInMemory,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::emulator::{emulator, fresh, sdk};
use crate::fake::{Answer, Fake};
use crate::stage::Stage;

fn event(release_id: &str) -> Event {
    let mut event = Event::of_release(Kind::RolledBack, release_id, "prod", "web", SystemTime::UNIX_EPOCH);
    event.text = Some("alarm <rel-5xx> in ALARM".into());
    event
}

fn settings(from: &str, to: &str) -> EmailSettings {
    EmailSettings { from: from.to_owned(), to: vec![to.to_owned()], ..EmailSettings::default() }
}

fn mail() -> Mail {
    let mut settings = settings("Ops <ops@example.com>", "a@example.com");
    settings.reply_to = vec!["answers@example.com".into()];
    settings.configuration_set = Some("alerts".into());
    notify::email::mail(&event("r1"), &settings)
}

async fn refused_with(answer: Answer) -> MailError {
    let fake = Fake::answering(vec![answer]).await;
    let mut stage = Stage::at(&fake.url);
    stage.settings.max_retries = Some(3);
    let error = stage.aws().send(&mail()).await.expect_err("refused");
    assert_eq!(
        fake.requests().len(),
        1,
        "repeating is not done here, whatever the settings say of other calls"
    );
    error
}

/// What the emulator was given to send, as JSON.
async fn sent() -> String {
    let host = emulator().trim_start_matches("http://").to_owned();
    let mut stream = TcpStream::connect(&host).await.expect("the emulator");
    let request =
        format!("GET /_ministack/ses/messages HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.expect("sent");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    answer
}

#[tokio::test]
async fn a_notification_arrives_as_mail_at_the_emulator() {
    let from = format!("ops@{}.example.com", fresh("mail"));
    aws_sdk_sesv2::Client::new(&sdk())
        .create_email_identity()
        .email_identity(&from)
        .send()
        .await
        .expect("verified");
    let receiver = Receiver::email("team", settings(&from, &from)).expect("valid");
    let aws = Stage::at(&emulator()).aws();
    let ports = Ports {
        http: Arc::new(FakeHttp::answering(vec![])),
        mail: Some(Arc::new(aws.clone())),
        sent: Arc::new(SentInMemory::default()),
        clock: Arc::new(SystemClock),
    };
    let notifier = Notifier::new(vec![receiver], ports, 7);
    let release_id = fresh("release");
    let report = notifier.notify(&event(&release_id), &Stop::never()).await;
    assert!(matches!(report.deliveries[0].outcome, Outcome::Delivered { attempts: 1 }), "{report:?}");

    let sent = sent().await;
    for part in
        [from.as_str(), &release_id, "[prod] Rolled back: web", "<pre>alarm &lt;rel-5xx&gt; in ALARM</pre>"]
    {
        assert!(sent.contains(part), "{part} is missing in {sent}");
    }
}

#[tokio::test]
async fn a_sender_that_is_not_verified_is_rejected_by_the_emulator() {
    let from = format!("nobody@{}.example.com", fresh("unverified"));
    let mail = notify::email::mail(&event("r1"), &settings(&from, &from));
    let error = Stage::at(&emulator()).aws().send(&mail).await.expect_err("rejected");
    assert_eq!(error.kind, MailErrorKind::Rejected, "{error:?}");
    assert!(
        error.said.starts_with(&format!("ses:SendEmail on {from}: refused with MessageRejected")),
        "{error}"
    );
}

#[tokio::test]
async fn the_whole_mail_goes_over_the_wire() {
    let fake = Fake::answering(vec![Answer::json(r#"{"MessageId":"m-1"}"#)]).await;
    Stage::at(&fake.url).aws().send(&mail()).await.expect("sent");
    let [request] = &fake.requests()[..] else { panic!("one request") };
    assert!(request.starts_with("POST /v2/email/outbound-emails HTTP/1.1"), "{request}");
    // the emulator forgets these
    for part in [
        r#""FromEmailAddress":"Ops <ops@example.com>""#,
        r#""ToAddresses":["a@example.com"]"#,
        r#""ReplyToAddresses":["answers@example.com"]"#,
        r#""ConfigurationSetName":"alerts""#,
        r#"{"Name":"References","Value":"<r1@release.signalcraft>"}"#,
        r#"{"Name":"In-Reply-To","Value":"<r1@release.signalcraft>"}"#,
        r#"{"Name":"event","Value":"rolled_back"}"#,
        r#""Charset":"UTF-8""#,
    ] {
        assert!(request.contains(part), "{part} is missing in {request}");
    }
    assert!(!request.contains("Message-ID"), "SES refuses a message id in simple content");
}

#[tokio::test]
async fn ways_in_which_ses_says_no_are_told_apart() {
    use MailErrorKind::{DailyQuota, NotAllowed, Other, Rejected, SendingOff, Throttled, Unavailable};
    for (status, code, message, kind) in [
        (429, "TooManyRequestsException", "Too many requests", Throttled),
        (400, "ThrottlingException", "Maximum sending rate exceeded.", Throttled),
        (400, "ThrottlingException", "Daily message quota exceeded.", DailyQuota),
        (429, "TooManyRequestsException", "Daily sending quota exceeded", DailyQuota),
        (400, "LimitExceededException", "Daily message quota exceeded.", DailyQuota),
        (400, "MessageRejected", "Email address is not verified.", Rejected),
        (400, "MailFromDomainNotVerifiedException", "not verified", Rejected),
        (404, "NotFoundException", "Configuration set <alerts> does not exist.", Rejected),
        (400, "BadRequestException", "Missing final '@domain'", Rejected),
        (400, "AccountSuspendedException", "permanently restricted", SendingOff),
        (400, "SendingPausedException", "paused", SendingOff),
        (403, "AccessDeniedException", "not authorized to perform ses:SendEmail", NotAllowed),
        (403, "ExpiredTokenException", "expired", NotAllowed),
        (500, "InternalFailure", "try again", Unavailable),
        (400, "Unheard", "of", Other),
    ] {
        let error = refused_with(Answer::json_error(status, code, message)).await;
        assert_eq!(error.kind, kind, "{code} {message}: {error:?}");
        assert!(error.said.contains(message), "{error}");
    }
}

#[tokio::test]
async fn an_ses_that_cannot_be_reached_may_be_there_a_moment_later() {
    let error = Stage::at("http://127.0.0.1:1").aws().send(&mail()).await.expect_err("nobody there");
    assert_eq!(error.kind, MailErrorKind::Unavailable, "{error:?}");
    let error = refused_with(Answer::html(200, "<html>Welcome</html>")).await;
    assert_eq!(error.kind, MailErrorKind::Other, "{error:?}");
}
