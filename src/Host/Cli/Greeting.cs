using JieSuJiBan.Host.Composition;

namespace JieSuJiBan.Host.Cli;

/// <summary>What is printed when the service is up.</summary>
internal static class Greeting
{
    public static void Print(Service service)
    {
        Console.WriteLine();
        Console.WriteLine($"接诉即办已启动 JieSuJiBan is up: {string.Join(" ", service.App.Urls)}");
    }
}
