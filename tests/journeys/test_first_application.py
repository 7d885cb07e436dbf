"""Two people who have never seen this: one on a phone in English, one at a desk in Korean."""

import re

import pytest
from playwright.sync_api import Page, expect

from courses.calls.actions import calls
from courses.calls.models import Call
from tests.factories.accounts import UserFactory
from tests.factories.courses import CallFactory, CohortFactory, rule_of
from tests.factories.forms import form_for
from tests.ivi_training.outbox.mail_server import MailServer
from tests.journeys.applying import (
    CV,
    answer_questions,
    apply_for,
    fill_in,
    go_on,
    link_in,
    newest_mail,
    sign_up,
    submit,
    text_of,
)
from tests.journeys.conftest import Arrive, told
from tests.journeys.pictures import picture
from trainees.applying.models import Application

pytestmark = pytest.mark.journey

BROUGHT = 30_000  # milliseconds: the button waits for the paper that is on its way
PHONE = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
SEOUL = {
    "locale": "ko-KR",
    "timezone_id": "Asia/Seoul",
    "viewport": {"width": 1280, "height": 800},
}


@pytest.fixture
def call(transactional_db: None) -> Call:
    """A call as a ministry would announce it, with rules and a question of its own."""
    cohort = CohortFactory(
        code="BDM-1",
        title_en="Biologics development and manufacturing: introductory course",
        title_ko="바이오의약품 개발 및 제조: 입문 과정",
    )
    call = CallFactory(
        program=cohort.program,
        code="GBTC-2022",
        title_en="Global bio-intensive training",
        title_ko="글로벌 바이오 집중 교육",
        summary_en="Two weeks in Seoul for people who make vaccines and biologics, or will.",
        summary_ko="백신과 바이오의약품을 만들거나 만들 사람을 위한 서울 2주 과정입니다.",
        who_may_apply_en="Professionals of companies, institutes and regulators.",
        who_may_apply_ko="기업, 연구기관, 규제기관의 실무자.",
        what_is_needed_en="A curriculum vitae of at most two pages.",
        what_is_needed_ko="두 쪽 이내의 이력서.",
    )
    call.cohorts.add(cohort)
    rule_of(call, "group", facts=["citizenship"], income_groups=["L", "LM"], countries=["KR"])
    rule_of(call, "experience", low=1)
    calls.publish(call, by=UserFactory())
    form_for(call)
    return call


def test_on_a_phone_in_english(call: Call, arrive: Arrive, mail_server: MailServer):
    page = arrive(**PHONE)
    page.goto(f"/calls/{call.code}/")
    fits(page)
    picture(page, "phone-call")
    hold_oneself_against_the_rules(page)
    apply_for(page, call)
    sign_up(page, mail_server, "achieng@example.org")
    fits(page)
    fill_in(page)
    fits(page)
    answer_questions(page)
    page.get_by_label("Curriculum vitae").set_input_files(CV)
    go_on(page)
    expect(told(page, "Your draft is saved.")).to_be_visible(timeout=BROUGHT)
    reference = submit(page)
    fits(page)
    picture(page, "phone-received")
    receipt = newest_mail(mail_server)
    assert reference in receipt["Subject"]
    assert "Africa/Nairobi" in text_of(receipt)
    page.goto(link_in(receipt))
    expect(page.get_by_text(reference).first).to_be_visible()


def fits(page: Page) -> None:
    """Nothing has to be pushed sideways to be read."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def hold_oneself_against_the_rules(page: Page) -> None:
    page.get_by_role("link", name="Check whether you could apply").tap()
    page.get_by_label("Nationality*", exact=True).select_option(label="Kenya")
    page.get_by_label("Years of experience").fill("4")
    page.get_by_role("button", name="Check", exact=True).tap()
    expect(page.get_by_role("heading", name="You meet every rule")).to_be_visible()
    fits(page)


JIWOO = "jiwoo@example.org"
KOREAN = {
    "이름": "지우",
    "성": "한",
    "생년월일": "1990-05-17",
    "소속기관": "한빛바이오",
    "직위": "연구원",
    "경력(년)": "4",
    "전공": "생물학",
    "지원동기": "배운 것을 동료들과 나누겠습니다.",
}
KOREAN_CHOICES = {
    "성별": "여성",
    "국적": "대한민국",
    "거주 국가·지역": "대한민국",
    "소속기관 소재국": "대한민국",
    "기관 유형": "기업",
    "최종 학위": "석사",
    "영어 능력": "고급",
}


def test_at_a_desk_in_korean(call: Call, arrive: Arrive, mail_server: MailServer):
    page = arrive(**SEOUL)
    page.goto("/")
    page.get_by_role("link", name=call.title_ko).click()
    page.get_by_role("link", name="지원하기").click()
    sign_up_in_korean(page, mail_server)
    page.get_by_role("link", name="한 페이지").click()
    fill_in_korean(page)
    picture(page, "korean-form")
    page.get_by_role("button", name="저장하고 제출").click()
    expect(told(page, "제출")).to_be_visible()
    reference = Application.objects.get(call=call).reference
    expect(page.get_by_text(reference).first).to_be_visible()
    assert reference in newest_mail(mail_server)["Subject"]
    assert not re.search(r"[A-Za-z]{4,}", words_of(page, call))


def sign_up_in_korean(page: Page, mail_server: MailServer) -> None:
    page.get_by_role("main").get_by_role("link", name="회원가입").click()
    page.get_by_label("이메일").fill(JIWOO)
    page.locator("input[type=password]").nth(0).fill("서울까지 먼 길을 걷다")
    page.locator("input[type=password]").nth(1).fill("서울까지 먼 길을 걷다")
    page.get_by_role("button", name="가입하기").click()
    expect(page).to_have_url(re.compile("/confirm-email/$"))
    page.goto(link_in(newest_mail(mail_server)))
    page.get_by_role("button", name="예, 확인합니다").click()


def fill_in_korean(page: Page) -> None:
    page.get_by_label("동의함", exact=True).check()
    for label, text in KOREAN.items():
        page.get_by_label(label, exact=True).fill(text)
    for label, choice in KOREAN_CHOICES.items():
        page.get_by_label(label, exact=True).select_option(label=choice)
    page.get_by_label("엔지니어").check()
    page.get_by_label("Plan").fill("동료 교육")
    page.get_by_label("이력서").set_input_files(CV)
    page.get_by_label("사실").check()


def words_of(page: Page, call: Call) -> str:
    """What the page says, without names, addresses and the mark of the program."""
    said = page.get_by_role("main").inner_text()
    for known in (JIWOO, call.code, Application.objects.get(call=call).reference):
        said = said.replace(known, "")
    return said
