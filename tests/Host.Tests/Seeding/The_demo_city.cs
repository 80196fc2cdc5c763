using JieSuJiBan.Application.Demo;
using NodaTime;

namespace JieSuJiBan.Host.Tests.Seeding;

public sealed class The_demo_city
{
    [Fact]
    public void tells_no_story_of_the_future()
    {
        var now = Instant.FromUtc(2026, 3, 2, 1, 0);

        Assert.All(
            DemoCity.Stories(now).Where(story => story.Stage is DemoStage.Replied or DemoStage.Archived),
            story => Assert.True(story.AcceptedAt + story.TriageAfter + story.SignInAfter + story.ReplyAfter <= now, $"Story {story.Index} ends after {now}."));
    }
}
