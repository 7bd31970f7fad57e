package io.tapmesh.standalone.shop;

import com.fasterxml.jackson.databind.JsonNode;

/** The HTML of the shop: small enough to read, real enough to click through. */
final class Pages {

  private static final String NAVIGATION =
      "<p><a href=/>Shop</a> <a href=/cart>Cart</a></p>"
          + "<form action=/search><input name=q aria-label=Search> <button>Search</button></form>";

  private Pages() {}

  static String home(JsonNode products, Reply recommended) {
    return page("The sample shop", also(recommended) + items(products));
  }

  static String list(String title, JsonNode products) {
    return page(title, items(products));
  }

  static String product(JsonNode product, JsonNode rate, Reply recommended) {
    double euros = product.path("priceCents").asInt() / 100.0;
    String price =
        "<p>%.2f EUR, %.2f USD</p>".formatted(euros, euros * rate.path("rate").asDouble());
    String form =
        "<form method=post action=/cart/items><input type=hidden name=product value=%s>"
            .formatted(product.path("id").asText());
    return page(
        product.path("name").asText(),
        "<p>"
            + product.path("description").asText()
            + "</p>"
            + price
            + form
            + "<input name=quantity value=1 size=2 aria-label=Quantity> <button>Add to cart</button></form>"
            + also(recommended));
  }

  static String cart(JsonNode cart) {
    StringBuilder lines = new StringBuilder("<ul>");
    cart.path("items")
        .properties()
        .forEach(
            item ->
                lines.append(
                    "<li>%s × %s</li>".formatted(item.getValue(), escaped(item.getKey()))));
    lines.append("</ul><form method=post action=/checkout><button>Buy</button></form>");
    return page("Cart", lines.toString());
  }

  static String order(JsonNode order) {
    return page(
        "Thank you",
        "<p>Your parcel is " + order.path("shipment").path("tracking").asText() + ".</p>");
  }

  private static String items(JsonNode products) {
    StringBuilder list = new StringBuilder("<ul>");
    for (JsonNode product : products) {
      list.append(
          "<li><a href=/products/%s>%s</a> %.2f EUR</li>"
              .formatted(
                  product.path("id").asText(),
                  product.path("name").asText(),
                  product.path("priceCents").asInt() / 100.0));
    }
    return list.append("</ul>").toString();
  }

  private static String also(Reply recommended) {
    if (!recommended.ok()) {
      return "";
    }
    StringBuilder names = new StringBuilder("<p>You may also like:");
    for (JsonNode name : recommended.tree()) {
      names.append(' ').append(name.asText()).append('.');
    }
    return names.append("</p>").toString();
  }

  private static String page(String title, String content) {
    return "<!doctype html><html lang=en><meta charset=utf-8><title>%s</title>%s<h1>%s</h1>%s</html>"
        .formatted(title, NAVIGATION, title, content);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
