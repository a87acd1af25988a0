"""Vitals: what is late, and what is not."""

from datetime import timedelta

from bot.services.vitals import CONFLICTS, CONTESTED, METRONOME_LATE, POLL_LATE, ROUND_LATE, Vitals

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


class Watch:
    seconds = 1000.0

    def __call__(self):
        return self.seconds

    def wait(self, much):
        self.seconds += much.total_seconds()


def started():
    watch = Watch()
    vitals = Vitals(time=watch)
    vitals.expect_round("outbox", SECOND, may_last=True)
    vitals.expect_round("prune", HOUR)
    return vitals, watch


def test_a_bot_is_not_ready_before_its_first_poll():
    vitals, watch = started()
    assert vitals.verdict().causes == ("poll",)
    watch.wait(SECOND)
    vitals.note_poll()
    verdict = vitals.verdict()
    assert (verdict.causes, verdict.poll_age) == ((), timedelta(0))


def test_a_bot_that_polls_and_cannot_answer_yet_is_not_ready():
    vitals = Vitals(time=Watch())
    vitals.note_poll()
    assert vitals.verdict().causes == ("rounds",)
    vitals.expect_round("outbox", SECOND)
    assert vitals.verdict().causes == ()


def test_a_poll_that_does_not_come_back_is_late():
    vitals, watch = started()
    vitals.note_poll()
    watch.wait(POLL_LATE)
    vitals.note_round("outbox")
    assert vitals.verdict().causes == ()
    watch.wait(SECOND)
    verdict = vitals.verdict()
    assert verdict.causes == ("poll",)
    assert verdict.poll_age == POLL_LATE + SECOND
    assert verdict.moves


def test_a_metronome_that_stands_still_is_what_a_restart_mends():
    vitals, watch = started()
    vitals.note_poll()
    vitals.note_round("outbox")
    watch.wait(METRONOME_LATE + SECOND)
    vitals.note_poll()
    assert vitals.verdict().causes == ("metronome",)
    assert not vitals.verdict().moves


def test_before_it_knocks_a_metronome_is_not_late():
    watch = Watch()
    vitals = Vitals(time=watch)
    watch.wait(HOUR)  # no network yet
    assert vitals.verdict().causes == ("poll", "rounds")
    assert vitals.verdict().moves


def test_a_round_that_fails_each_time_is_late_though_it_is_knocked_for():
    vitals, watch = started()
    vitals.note_poll()
    watch.wait(2 * HOUR + ROUND_LATE + SECOND)
    vitals.note_round("prune", False)
    vitals.note_poll()
    verdict = vitals.verdict()
    assert verdict.causes == ("rounds",)
    assert [name for name, each in verdict.rounds.items() if each.late] == ["prune"]
    vitals.note_round("prune")
    assert vitals.verdict().causes == ()


def test_sending_to_a_hundred_thousand_people_lasts_hours_and_is_not_late():
    vitals, watch = started()
    for _ in range(10):
        watch.wait(HOUR)
        vitals.note_round("prune")
    vitals.note_poll()
    assert vitals.verdict().causes == ()


def test_a_database_that_does_not_answer_is_named():
    vitals, _ = started()
    vitals.note_poll()
    assert vitals.verdict(store_answers=False).causes == ("store",)


def test_all_that_is_wrong_is_named_at_once():
    vitals, watch = started()
    watch.wait(3 * HOUR)
    assert vitals.verdict(store_answers=False).causes == ("poll", "metronome", "rounds", "store")


def test_polls_that_another_program_cuts_short_again_and_again_are_told_for_as_long_as_it_goes_on():
    vitals, watch = started()
    for _ in range(CONFLICTS - 1):
        vitals.note_conflict()
        watch.wait(SECOND)
    assert not vitals.verdict().contested
    vitals.note_conflict()
    assert vitals.verdict().contested
    watch.wait(CONTESTED)
    assert not vitals.verdict().contested


def test_a_poll_that_is_cut_short_now_and_then_is_nobody():
    vitals, watch = started()
    for _ in range(CONFLICTS * 2):
        vitals.note_conflict()
        watch.wait(HOUR)
    assert not vitals.verdict().contested
