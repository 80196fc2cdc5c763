using JieSuJiBan.Application.Demo;
using JieSuJiBan.Host.Composition;

namespace JieSuJiBan.Host.Cli;

/// <summary>What is printed when the service is up.</summary>
internal static class Greeting
{
    public static void Print(Service service)
    {
        var url = service.App.Urls.FirstOrDefault() ?? "";
        Console.WriteLine();
        Console.WriteLine($"接诉即办已启动 JieSuJiBan is up: {string.Join(" ", service.App.Urls)}");
        Console.WriteLine($"  接口说明 API reference:        {url}/reference");
        if (service.DataDirectory is { } data) Console.WriteLine($"  内置数据库 embedded database:   {data}");
        if (service.IsDemo)
        {
            Console.WriteLine();
            Console.WriteLine("  演示账号 demo accounts — 口令公开，切勿用于真实数据! The password is public: never use them with real data!");
            Console.WriteLine($"  口令 password (全部 all): {DemoAccounts.Password}");
            foreach (var account in service.DemoAccounts) Console.WriteLine($"    {account.UserName,-12} {account.Role,-20} {account.DisplayName}");
        }
        else
        {
            Console.WriteLine("  账号 accounts:                  dotnet run --project src/Host -- account add NAME --role ROLE");
        }

        Console.WriteLine();
        Console.WriteLine("  Ctrl-C 停止 stops everything.");
    }
}
