from apps.search.services.circuit_breaker import CircuitBreaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def make_breaker() -> tuple[CircuitBreaker, Clock]:
    clock = Clock()
    return CircuitBreaker(limit=3, rest_s=30, clock=clock), clock


def fail(breaker: CircuitBreaker, times: int) -> None:
    for _ in range(times):
        assert breaker.allows()
        breaker.failed()


def test_failures_in_a_row_open_it_for_a_while():
    breaker, clock = make_breaker()
    fail(breaker, 3)
    assert not breaker.allows()
    clock.now = 29.9
    assert not breaker.allows()


def test_a_success_between_failures_keeps_it_closed():
    breaker, _ = make_breaker()
    fail(breaker, 2)
    breaker.succeeded()
    fail(breaker, 2)
    assert breaker.allows()


def test_after_the_rest_one_trial_decides():
    breaker, clock = make_breaker()
    fail(breaker, 3)
    clock.now = 30
    assert [breaker.allows(), breaker.allows()] == [True, False]
    breaker.failed()
    clock.now = 59
    assert not breaker.allows()
    clock.now = 60
    assert breaker.allows()
    breaker.succeeded()
    assert [breaker.allows(), breaker.allows()] == [True, True]


def test_a_trial_that_never_reports_is_followed_by_another():
    breaker, clock = make_breaker()
    fail(breaker, 3)
    clock.now = 30
    assert breaker.allows()
    clock.now = 60
    assert breaker.allows()
